package dev.idempotency.engine;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.OnDuplicate;
import dev.idempotency.OnInProgress;
import dev.idempotency.OnStoreFailure;
import dev.idempotency.key.ExecutionKey;
import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.StoredResult;
import dev.idempotency.store.memory.MemoryIdempotencyStore;

import static org.assertj.core.api.Assertions.assertThat;

/** The end of keep-alive, in an application that shuts down. */
class LeaseKeeperTests {

    private static final Duration LEASE = Duration.ofMillis(300);

    private final MemoryIdempotencyStore store = new MemoryIdempotencyStore(InstantSource.system());
    private final AtomicInteger renewals = new AtomicInteger();
    private final AtomicReference<@Nullable Thread> renewing = new AtomicReference<>();
    private volatile boolean storeIsClosed;
    private final LeaseKeeper keeper = new LeaseKeeper(this::renew);

    private Collection<Claim> renew(Collection<Claim> claims) {
        this.renewing.set(Thread.currentThread());
        this.renewals.incrementAndGet();
        if (this.storeIsClosed) {
            throw new IdempotencyStoreException("closed", null);
        }
        return this.store.renew(claims);
    }

    private Execution kept() {
        ClaimRequest request = new ClaimRequest("a", UUID.randomUUID(), LEASE, Duration.ofMinutes(1), null);
        long sentNanos = System.nanoTime();
        Claim claim = ((ClaimOutcome.Granted) this.store.claim(request)).claim();
        TaskPolicy policy = new TaskPolicy(
                "Task.act",
                Duration.ofMinutes(1),
                LEASE,
                Duration.ofSeconds(1),
                false,
                OnDuplicate.REPLAY,
                OnInProgress.WAIT,
                OnStoreFailure.FAIL,
                new FailurePolicy(0, Duration.ofSeconds(10), 2, Duration.ofMinutes(1), Duration.ofMinutes(1)));
        Call call = new Call(policy, new ExecutionKey("Task.act", "global", "a", "a", null), null, null);
        ExecutionEnd end = new ExecutionEnd(
                this.store, this.keeper, new Listeners(List.of()), ignored -> Duration.ofMinutes(1), ignored -> {});
        Execution execution = new Execution(end, call, claim, null, sentNanos);
        this.keeper.keep(execution);
        execution.start();
        return execution;
    }

    private void awaitRenewals(int count) {
        int before = this.renewals.get();
        Awaitility.await().until(() -> this.renewals.get() >= before + count);
    }

    private void awaitEndOfRenewing() {
        Thread thread = this.renewing.get();
        assertThat(thread).isNotNull();
        Awaitility.await().until(() -> !thread.isAlive());
    }

    @Test
    void goesOnAfterItWasClosedUntilWhatRunsHasEnded() {
        Execution execution = kept();
        this.keeper.close();

        awaitRenewals(6);
        execution.ensureHeld();
        execution.succeed(() -> StoredResult.NONE);

        awaitEndOfRenewing();
    }

    @Test
    void givesUpAfterItWasClosedWhenNothingCouldBeRenewedForAWholeLease() {
        Execution execution = kept();
        awaitRenewals(1);
        this.storeIsClosed = true;
        this.keeper.close();

        awaitEndOfRenewing();
        assertThat(execution.left(System.nanoTime())).isNegative();
    }
}
