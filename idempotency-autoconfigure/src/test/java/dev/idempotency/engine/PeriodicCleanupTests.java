package dev.idempotency.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.idempotency.DistributedLocks;
import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.lock.LockGrant;
import dev.idempotency.lock.LockOutcome;
import dev.idempotency.lock.LockProvider;
import dev.idempotency.lock.ProvidedLocks;
import dev.idempotency.lock.memory.MemoryLockProvider;
import dev.idempotency.testing.Gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ExtendWith(OutputCaptureExtension.class)
class PeriodicCleanupTests {

    private static final Duration SOON = Duration.ofMillis(5);

    private final MemoryLockProvider memory = new MemoryLockProvider();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private final DistributedLocks locks = locks(this.memory);
    private final List<PeriodicCleanup> nodes = new ArrayList<>();

    private DistributedLocks locks(LockProvider provider) {
        LockProvider counting = request -> {
            this.asked.incrementAndGet();
            return provider.tryAcquire(request);
        };
        return new ProvidedLocks(counting, "test", List.of());
    }

    private void start(IntUnaryOperator purge, Duration interval, @Nullable DistributedLocks locks) {
        this.nodes.add(new PeriodicCleanup("records", purge, interval, 10, locks));
    }

    @AfterEach
    void stop() {
        this.nodes.forEach(PeriodicCleanup::close);
    }

    @Test
    void worksOnOneNodeAtATime() {
        Gate gate = new Gate();
        AtomicInteger atIt = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        IntUnaryOperator purge = limit -> {
            most.accumulateAndGet(atIt.incrementAndGet(), Math::max);
            gate.pass();
            atIt.decrementAndGet();
            return 0;
        };
        start(purge, SOON, this.locks);
        start(purge, SOON, this.locks);

        await().until(() -> gate.reached() == 1 && this.asked.get() > 5);
        gate.open();

        await().until(() -> gate.reached() > 5);
        assertThat(most).hasValue(1);
    }

    @Test
    void removesBatchAfterBatchInOneRoundWhileThereIsMore() {
        AtomicInteger left = new AtomicInteger(35);
        start(
                limit -> {
                    int removed = Math.min(limit, left.get());
                    left.addAndGet(-removed);
                    return removed;
                },
                Duration.ofMillis(200),
                this.locks);

        await().until(() -> left.get() == 0);

        assertThat(this.asked).as("rounds").hasValue(1);
    }

    /** Somebody else is at it by then. */
    @Test
    void endsARoundOnceItsLockIsLost() {
        start(
                limit -> {
                    this.calls.incrementAndGet();
                    return limit;
                },
                SOON,
                locks(request -> new LockOutcome.Granted(new Lost())));

        await().until(() -> this.asked.get() > 3);

        assertThat(this.calls.get()).isLessThanOrEqualTo(this.asked.get());
    }

    @Test
    void triesAgainAfterAnError(CapturedOutput output) {
        start(
                limit -> {
                    if (this.calls.incrementAndGet() == 1) {
                        throw new IdempotencyStoreException("out of order", null);
                    }
                    return 0;
                },
                SOON,
                this.locks);

        await().until(() -> this.calls.get() > 2);

        assertThat(output).contains("Expired records could not be removed; the next round tries again. out of order");
    }

    @Test
    void worksWithoutLocksWhereThereAreNone() {
        start(this::nothing, SOON, null);

        await().until(() -> this.calls.get() > 2);

        assertThat(this.asked).hasValue(0);
    }

    @Test
    void leavesNoLockBehind() {
        start(this::nothing, SOON, this.locks);
        await().until(() -> this.calls.get() > 2);
        stop();

        assertThat(this.locks
                        .acquire("idempotency.cleanup:records", Duration.ofMinutes(1), Duration.ofSeconds(10))
                        .isHeld())
                .isTrue();
    }

    private int nothing(int limit) {
        this.calls.incrementAndGet();
        return 0;
    }

    /** Is held until somebody wants to extend it. */
    private static final class Lost implements LockGrant {

        @Override
        public long fencingToken() {
            return 1;
        }

        @Override
        public boolean isHeld() {
            return true;
        }

        @Override
        public boolean extend(Duration lease) {
            return false;
        }

        @Override
        public boolean release() {
            return false;
        }
    }
}
