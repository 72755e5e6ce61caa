package dev.idempotency.store.tiered;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.RecordGate;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoreState;
import dev.idempotency.store.StoredFailure;
import dev.idempotency.store.StoredResult;
import dev.idempotency.store.memory.MemoryIdempotencyStore;
import dev.idempotency.testing.Race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;

/** What is asked of the gate and what of the authority, and what becomes of calls when the gate fails or hangs. */
@Timeout(60)
class TieredIdempotencyStoreTests {

    private static final Duration TTL = Duration.ofHours(1);
    private static final Duration FOR_EVER = Duration.ofDays(1);

    /** Longer than a busy machine takes for nothing. */
    private static final Duration PATIENT = Duration.ofSeconds(10);

    private final IdempotencyStore authority = spy(new MemoryIdempotencyStore());
    private final TestGate gate = new TestGate();
    private final List<StoreState> states = new CopyOnWriteArrayList<>();
    private TieredIdempotencyStore store = store(PATIENT, FOR_EVER);

    private void use(Duration timeout, Duration openFor) {
        this.store.close();
        this.store = store(timeout, openFor);
    }

    private TieredIdempotencyStore store(Duration timeout, Duration openFor) {
        return new TieredIdempotencyStore(
                this.authority, this.gate, new TieredIdempotencyStore.Settings(timeout, 50, openFor), this.states::add);
    }

    @AfterEach
    void close() {
        this.store.close();
    }

    @Test
    void aDuplicateOfWhatHasCompletedIsTheGatesToAnswer() {
        StoredResult result = StoredResult.value(new byte[] {1, 2});
        Claim claim = granted("a", "digest");
        this.store.complete(claim, result, TTL);
        clearInvocations(this.authority);

        ClaimOutcome.Blocked blocked = blocked("a");

        assertThat(blocked.record().result()).isEqualTo(result);
        assertThat(blocked.record().owner()).isEqualTo(claim.owner());
        assertThat(blocked.record().fencingToken()).isEqualTo(claim.fencingToken());
        assertThat(blocked.record().payloadDigest()).isEqualTo("digest");
        verifyNoInteractions(this.authority);
    }

    @Test
    void aKeyThatIsRunningFailedOrFreeIsTheAuthoritysToAnswer() {
        granted("running", null);
        this.store.fail(granted("failed", null), new StoredFailure("a.B", null, false), TTL, TTL);
        this.store.release(granted("free", null), TTL);

        assertThat(this.gate.has("running") || this.gate.has("failed") || this.gate.has("free"))
                .isFalse();
        assertThat(blocked("running").record().status()).isEqualTo(RecordStatus.RUNNING);
        assertThat(blocked("failed").record().status()).isEqualTo(RecordStatus.FAILED);
        assertThat(granted("free", null).attempt()).isEqualTo(2);
    }

    @Test
    void whatTheAuthorityRefusesToCompleteNeverReachesTheGate() {
        Claim claim = granted("a", null);
        this.authority.forget("a");

        assertThat(this.store.complete(claim, StoredResult.NONE, TTL)).isFalse();

        assertThat(this.gate.has("a")).isFalse();
    }

    @Test
    void whatTheAuthorityCouldNotTellNeverReachesTheGate() {
        Claim claim = granted("a", null);
        doThrow(new IllegalStateException("gone")).when(this.authority).complete(any(), any(), any());

        assertThatIllegalStateException().isThrownBy(() -> this.store.complete(claim, StoredResult.NONE, TTL));

        assertThat(this.gate.has("a")).isFalse();
    }

    @Test
    void aGateThatLostItsMemoryIsTaughtByDuplicates() {
        this.store.complete(granted("a", null), StoredResult.NONE, TTL);
        this.gate.forget("a");

        blocked("a");
        clearInvocations(this.authority);
        blocked("a");

        verifyNoInteractions(this.authority);
    }

    @Test
    void aForgottenKeyRunsAgainAndItsRecordIsNotBroughtBack() {
        this.store.complete(granted("a", null), StoredResult.NONE, TTL);
        ClaimOutcome.Blocked old = blocked("a");

        assertThat(this.store.forget("a")).isTrue();

        assertThat(this.gate.has("a")).isFalse();
        this.gate.keep(List.of(copyOf(old)));
        assertThat(granted("a", null).attempt()).isOne();
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILS", "HANGS"})
    void aKeyIsForgottenOnThisNodeAlsoIfTheGateCannotBeTold(TestGate.Mood mood) {
        use(Duration.ofSeconds(1), FOR_EVER);
        this.store.complete(granted("a", null), StoredResult.NONE, TTL);
        this.gate.become(mood);
        assertThat(this.store.forget("a")).isTrue();
        this.gate.become(TestGate.Mood.ANSWERS);
        assertThat(this.gate.has("a")).isTrue();

        this.store.complete(granted("a", null), StoredResult.value(new byte[] {2}), TTL);

        assertThat(blocked("a").record().result()).isEqualTo(StoredResult.value(new byte[] {2}));
    }

    @Test
    void aKeyThatTheGateCouldNotBeToldToForgetIsRemovedByThePurge() {
        this.store.complete(granted("a", null), StoredResult.NONE, TTL);
        this.gate.become(TestGate.Mood.FAILS);
        this.store.forget("a");
        this.store.purge(100);
        assertThat(this.gate.has("a")).isTrue();

        this.gate.become(TestGate.Mood.ANSWERS);
        this.store.purge(100);

        assertThat(this.gate.has("a")).isFalse();
    }

    @Test
    void somebodyWhoForgetsManyKeysForgetsAllOfThemForGood() {
        IntStream.range(0, ForgottenKeys.CAPACITY + 10).forEach(i -> this.store.forget("forgotten-" + i));
        Claim claim = granted("last", null);
        this.store.complete(claim, StoredResult.NONE, TTL);
        ClaimOutcome.Blocked old = blocked("last");
        this.store.forget("last");
        this.gate.keep(List.of(copyOf(old)));

        granted("last", null);
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILS", "HANGS"})
    void aGateThatFailsOrHangsIsGivenUpAndCostsNothingMore(TestGate.Mood mood) throws Exception {
        use(Duration.ofMillis(100), FOR_EVER);
        this.gate.become(mood);
        Race.of(4, () -> IntStream.range(0, 50).forEach(i -> this.store.claim(request("k" + i, null))));

        assertThat(this.gate.calls()).as("calls until it was given up").isBetween(5, 5 + 4);
        assertThat(this.states).containsExactly(new StoreState("tiered", "memory", true));
        assertThat(this.store.state().degraded()).isTrue();
        assertThat(this.states).hasSize(1);
    }

    @Test
    void callsThatHangAreLetGoSoThatTheirThreadsAreFree() {
        use(Duration.ofMillis(100), FOR_EVER);
        this.gate.become(TestGate.Mood.HANGS);
        IntStream.range(0, 10).forEach(i -> this.store.claim(request("k" + i, null)));

        await().untilAsserted(() -> assertThat(this.gate.interrupted()).isEqualTo(this.gate.calls()));
    }

    @Test
    void aGateThatIsBackIsFoundByTheNextCallAfterThePause() {
        use(PATIENT, Duration.ofMillis(50));
        this.store.complete(granted("done", null), StoredResult.NONE, TTL);
        giveUp();

        this.gate.become(TestGate.Mood.ANSWERS);
        await().untilAsserted(() -> {
            blocked("done");
            assertThat(this.store.state().degraded()).isFalse();
        });

        assertThat(this.states)
                .containsExactly(new StoreState("tiered", "memory", true), new StoreState("tiered", "memory", false));
    }

    @Test
    void aGateThatIsBackIsFoundByThePurgeIfNobodyCalls() {
        use(PATIENT, Duration.ofMillis(50));
        giveUp();

        this.gate.become(TestGate.Mood.ANSWERS);
        await().untilAsserted(() -> {
            this.store.purge(100);
            assertThat(this.store.state().degraded()).isFalse();
        });
    }

    @Test
    void triesThatFailWhileTheGateIsGivenUpAreNoNews() {
        use(PATIENT, Duration.ofMillis(20));
        giveUp();
        int calls = this.gate.calls();

        await().untilAsserted(() -> {
            this.store.claim(request(UUID.randomUUID().toString(), null));
            assertThat(this.gate.calls()).isGreaterThan(calls + 3);
        });

        assertThat(this.states).hasSize(1);
    }

    @Test
    void aListenerThatThrowsDoesNotReachTheCaller() {
        this.store.close();
        this.store = new TieredIdempotencyStore(
                this.authority, this.gate, new TieredIdempotencyStore.Settings(PATIENT, 50, FOR_EVER), state -> {
                    this.states.add(state);
                    throw new IllegalStateException("listener");
                });

        giveUp();

        assertThat(this.states).hasSize(1);
    }

    @Test
    void anInterruptedCallerIsAnsweredByTheAuthorityAndStaysInterrupted() {
        this.gate.become(TestGate.Mood.HANGS);
        Thread.currentThread().interrupt();
        try {
            granted("a", null);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        verify(this.authority).claim(any());
    }

    @Test
    void refusesSettingsThatCannotBeMeant() {
        Duration second = Duration.ofSeconds(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TieredIdempotencyStore.Settings(Duration.ZERO, 50, second));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TieredIdempotencyStore.Settings(second, 0, second))
                .withMessageContaining("0");
        assertThatIllegalArgumentException().isThrownBy(() -> new TieredIdempotencyStore.Settings(second, 101, second));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TieredIdempotencyStore.Settings(second, 50, Duration.ZERO));
    }

    private void giveUp() {
        this.gate.become(TestGate.Mood.FAILS);
        IntStream.range(0, 20).forEach(i -> this.store.claim(request("give-up-" + i, null)));
        assertThat(this.store.state().degraded()).isTrue();
    }

    private static RecordGate.Copy copyOf(ClaimOutcome.Blocked blocked) {
        return new RecordGate.Copy(
                blocked.record(),
                blocked.remaining(),
                System.nanoTime(),
                new RecordGate.Ticket(Instant.EPOCH, System.nanoTime(), null));
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

    private static ClaimRequest request(String key, @Nullable String digest) {
        return new ClaimRequest(key, UUID.randomUUID(), Duration.ofMinutes(1), TTL, digest);
    }
}
