package dev.idempotency.engine;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.store.IdempotencyStore;

/**
 * Removes expired records at intervals, in batches, from a thread of its own. Nodes may do so at the same time: no
 * record is removed twice, and none that is alive.
 */
public final class RecordCleanup implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(RecordCleanup.class);

    private final IdempotencyStore store;
    private final int batchSize;
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(new DaemonThreads("idempotency-cleanup-"));

    /** Starts cleaning up, for the first time after one interval. */
    public RecordCleanup(IdempotencyStore store, Duration interval, int batchSize) {
        this.store = store;
        this.batchSize = batchSize;
        var unused = this.executor.scheduleWithFixedDelay(
                this::removeExpired, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void removeExpired() {
        try {
            int removed = this.store.purge(this.batchSize);
            int total = removed;
            while (removed == this.batchSize && !this.executor.isShutdown()) {
                removed = this.store.purge(this.batchSize);
                total += removed;
            }
            if (total > 0) {
                logger.debug("Removed {} expired records", total);
            }
        } catch (IdempotencyStoreException ex) {
            logger.warn("Expired records could not be removed; the next round tries again. {}", ex.getMessage());
        } catch (RuntimeException ex) {
            logger.error("Removing expired records failed unexpectedly; the next round tries again", ex);
        }
    }

    @Override
    public void close() {
        this.executor.shutdown();
    }
}
