package dev.idempotency.store.near;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.Completion;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoreState;
import dev.idempotency.store.StoredFailure;
import dev.idempotency.store.StoredResult;
import dev.idempotency.store.memory.MemoryIdempotencyStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;

/** What the cache answers by itself, and for how long. */
@Timeout(60)
class NearCacheTests {

    private static final Duration TTL = Duration.ofHours(1);
    private static final Duration CACHED = Duration.ofMinutes(1);

    private final IdempotencyStore behind = spy(new MemoryIdempotencyStore());
    private final AtomicLong nanos = new AtomicLong();
    private final NearCacheIdempotencyStore store =
            new NearCacheIdempotencyStore(this.behind, 100, CACHED, InstantSource.system(), this.nanos::get);

    @Test
    void answersADuplicateOfWhatCompletedHereWithoutTheStore() {
        Claim claim = granted("a", "digest");
        assertThat(this.store.complete(claim, value(1), TTL)).isTrue();
        clearInvocations(this.behind);

        ClaimOutcome.Blocked blocked = blocked("a");

        verifyNoInteractions(this.behind);
        assertThat(blocked.record().status()).isEqualTo(RecordStatus.DONE);
        assertThat(blocked.record().owner()).isEqualTo(claim.owner());
        assertThat(blocked.record().fencingToken()).isEqualTo(claim.fencingToken());
        assertThat(blocked.record().payloadDigest()).isEqualTo("digest");
        assertThat(blocked.record().result()).isEqualTo(value(1));
        assertThat(blocked.remaining()).isBetween(TTL.minusMinutes(1), TTL);
    }

    @Test
    void answersFromTheSecondDuplicateOnWhatCompletedElsewhere() {
        Claim claim = ((ClaimOutcome.Granted) this.behind.claim(request("a", null))).claim();
        this.behind.complete(claim, value(1), TTL);

        blocked("a");
        clearInvocations(this.behind);

        assertThat(blocked("a").record().result()).isEqualTo(value(1));
        verifyNoInteractions(this.behind);
    }

    @Test
    void asksTheStoreAgainAfterItsTime() {
        this.store.complete(granted("a", null), value(1), TTL);
        this.behind.forget("a");

        pass(CACHED.minusSeconds(1));
        blocked("a");
        pass(Duration.ofSeconds(1));
        granted("a", null);
    }

    @Test
    void asksTheStoreAgainOnceTheRecordHasExpired() {
        this.store.complete(granted("a", null), value(1), Duration.ofSeconds(10));
        pass(Duration.ofSeconds(9));
        assertThat(blocked("a").remaining()).isLessThanOrEqualTo(Duration.ofSeconds(1));
        clearInvocations(this.behind);

        pass(Duration.ofSeconds(1));
        this.store.claim(request("a", null));

        verify(this.behind).claim(any());
    }

    @Test
    void asksTheStoreAboutWhatIsRunningFailedOrFree() {
        granted("running", null);
        this.store.fail(granted("failed", null), new StoredFailure("a.B", null, false), TTL, TTL);
        this.store.release(granted("free", null), TTL);
        blocked("running");
        blocked("failed");

        assertThat(this.store.cache().asMap()).isEmpty();
        this.behind.forget("running");
        this.behind.forget("failed");
        granted("running", null);
        granted("failed", null);
        granted("free", null);
    }

    @Test
    void forgetsAtOnceWhatIsForgottenHere() {
        this.store.complete(granted("a", null), value(1), TTL);
        blocked("a");

        assertThat(this.store.forget("a")).isTrue();

        granted("a", null);
    }

    @Test
    void forgetsAlsoIfTheStoreCannotTellWhetherItDid() {
        this.store.complete(granted("a", null), value(1), TTL);
        doAnswer(call -> {
                    call.callRealMethod();
                    throw new IllegalStateException("the answer was lost");
                })
                .when(this.behind)
                .forget("a");

        assertThatIllegalStateException().isThrownBy(() -> this.store.forget("a"));

        granted("a", null);
    }

    /** A duplicate is told of the record, then the key is forgotten, and only then the duplicate brings the record in. */
    @Test
    void doesNotCacheWhatWasForgottenMeanwhile() {
        this.behind.complete(((ClaimOutcome.Granted) this.behind.claim(request("a", null))).claim(), value(1), TTL);
        doAnswer(call -> {
                    Object outcome = call.callRealMethod();
                    this.store.forget("a");
                    return outcome;
                })
                .doCallRealMethod()
                .when(this.behind)
                .claim(any());

        blocked("a");

        granted("a", null);
    }

    @Test
    void doesNotCacheACompletionThatMayBeRolledBack() {
        doReturn(true).when(this.behind).joinsCurrentTransaction();
        Claim claim = granted("a", null);
        this.store.complete(claim, value(1), TTL);
        this.store.completeAll(List.of(new Completion(granted("b", null), value(1), TTL)));

        assertThat(this.store.cache().asMap()).isEmpty();
    }

    @Test
    void doesNotCacheACompletionThatTheStoreRefusesOrCannotTell() {
        Claim refused = granted("a", null);
        this.behind.forget("a");
        assertThat(this.store.complete(refused, value(1), TTL)).isFalse();
        Claim unknown = granted("b", null);
        doThrow(new IllegalStateException("gone")).when(this.behind).complete(any(), any(), any());
        assertThatIllegalStateException().isThrownBy(() -> this.store.complete(unknown, value(1), TTL));

        assertThat(this.store.cache().asMap()).isEmpty();
    }

    @Test
    void leavesLargeResultsToTheStore() {
        StoredResult most = StoredResult.value(new byte[NearCacheIdempotencyStore.MAX_RESULT_BYTES]);
        StoredResult more = StoredResult.value(new byte[NearCacheIdempotencyStore.MAX_RESULT_BYTES + 1]);
        this.store.complete(granted("most", null), most, TTL);
        this.store.complete(granted("more", null), more, TTL);

        assertThat(blocked("more").record().result()).isEqualTo(more);
        assertThat(this.store.cache().asMap()).containsOnlyKeys("most");
    }

    @Test
    void keepsNoMoreThanItMay() {
        IntStream.range(0, 500).forEach(i -> this.store.complete(granted("k" + i, null), value(i), TTL));
        this.store.cache().cleanUp();

        assertThat(this.store.cache().estimatedSize()).isLessThanOrEqualTo(100);
    }

    @Test
    void asksTheStoreForTheRestOfABatchOnly() {
        this.store.completeAll(List.of(new Completion(granted("done", null), value(1), TTL)));
        clearInvocations(this.behind);
        ClaimRequest free = request("free", null);

        List<ClaimOutcome> outcomes = this.store.claimAll(List.of(request("done", null), free));

        assertThat(outcomes.get(0)).isInstanceOf(ClaimOutcome.Blocked.class);
        assertThat(outcomes.get(1)).isInstanceOf(ClaimOutcome.Granted.class);
        verify(this.behind).claimAll(List.of(free));

        clearInvocations(this.behind);
        assertThat(this.store.claimAll(List.of(request("done", null)))).hasSize(1);
        verify(this.behind, never()).claimAll(any());
    }

    @Test
    void isKnownByTheStoreBehindIt() {
        assertThat(this.store.name()).isEqualTo("memory");
        assertThat(this.store.state()).isEqualTo(new StoreState("memory", "memory", false));
    }

    @Test
    void refusesWhatCannotBeMeant() {
        InstantSource clock = InstantSource.system();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NearCacheIdempotencyStore(this.behind, 0, CACHED, clock));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NearCacheIdempotencyStore(this.behind, 1, Duration.ZERO, clock));
    }

    private void pass(Duration time) {
        this.nanos.addAndGet(time.toNanos());
    }

    private Claim granted(String key, @Nullable String digest) {
        ClaimOutcome outcome = this.store.claim(request(key, digest));
        assertThat(outcome).isInstanceOf(ClaimOutcome.Granted.class);
        return ((ClaimOutcome.Granted) outcome).claim();
    }

    private ClaimOutcome.Blocked blocked(String key) {
        ClaimOutcome outcome = this.store.claim(request(key, null));
        assertThat(outcome).isInstanceOf(ClaimOutcome.Blocked.class);
        return (ClaimOutcome.Blocked) outcome;
    }

    private static StoredResult value(int value) {
        return StoredResult.value(new byte[] {(byte) value});
    }

    private static ClaimRequest request(String key, @Nullable String digest) {
        return new ClaimRequest(key, UUID.randomUUID(), Duration.ofMinutes(1), TTL, digest);
    }
}
