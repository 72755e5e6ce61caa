package dev.idempotency.engine;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.idempotency.DistributedLock;
import dev.idempotency.DistributedLocks;
import dev.idempotency.IdempotencyStoreException;

/**
 * Removes what has expired at intervals, in batches, from a thread of its own, and on one node at a time: the others leave
 * a round out while one is at it. The lock saves work and nothing more: nodes that clean up at the same time remove nothing
 * twice, and nothing that is alive.
 */
public final class PeriodicCleanup implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(PeriodicCleanup.class);

    /** Of one batch; a node that ends within it keeps the others from cleaning up for no longer than that. */
    private static final Duration LEASE = Duration.ofMinutes(1);

    private static final int RESTS_PER_BATCH = 3;

    private final String what;
    private final IntUnaryOperator purge;
    private final int batchSize;
    private final @Nullable DistributedLocks locks;
    private final ScheduledExecutorService executor;

    /**
     * Starts cleaning up, for the first time after one interval.
     *
     * @param what is removed, such as {@code records}; for the log, and for the name of the lock
     * @param purge removes at most as many as it is told and answers how many it has removed
     * @param locks keep the other nodes away; {@code null} if there are none
     */
    public PeriodicCleanup(
            String what, IntUnaryOperator purge, Duration interval, int batchSize, @Nullable DistributedLocks locks) {
        this.what = what;
        this.purge = purge;
        this.batchSize = batchSize;
        this.locks = locks;
        this.executor =
                Executors.newSingleThreadScheduledExecutor(new DaemonThreads("idempotency-cleanup-" + what + "-"));
        var unused = this.executor.scheduleWithFixedDelay(
                this::round, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void round() {
        try {
            if (this.locks == null) {
                removeExpired(null);
            } else {
                roundOfOneNode(this.locks);
            }
        } catch (IdempotencyStoreException ex) {
            logger.warn("Expired {} could not be removed; the next round tries again. {}", this.what, ex.getMessage());
        } catch (RuntimeException ex) {
            logger.error("Removing expired {} failed unexpectedly; the next round tries again", this.what, ex);
        }
    }

    private void roundOfOneNode(DistributedLocks locks) {
        try (DistributedLock lock =
                locks.tryAcquire("idempotency.cleanup:" + this.what, LEASE).orElse(null)) {
            if (lock == null) {
                logger.debug("Another node is removing expired {}", this.what);
            } else {
                removeExpired(lock);
            }
        }
    }

    private void removeExpired(@Nullable DistributedLock lock) {
        long begin = System.nanoTime();
        int removed = this.purge.applyAsInt(this.batchSize);
        int total = removed;
        while (removed == this.batchSize && rest(begin) && (lock == null || lock.extend(LEASE))) {
            begin = System.nanoTime();
            removed = this.purge.applyAsInt(this.batchSize);
            total += removed;
        }
        if (total > 0) {
            logger.debug("Removed {} expired {}", total, this.what);
        }
    }

    /** Whether to go on, after leaving the store to those who claim for three times as long as a batch has taken. */
    private boolean rest(long begin) {
        LockSupport.parkNanos(RESTS_PER_BATCH * (System.nanoTime() - begin));
        return !this.executor.isShutdown();
    }

    @Override
    public void close() {
        this.executor.shutdown();
    }
}
