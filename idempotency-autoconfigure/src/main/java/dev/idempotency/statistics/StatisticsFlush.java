package dev.idempotency.statistics;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.idempotency.IdempotencyStoreException;

/**
 * Writes what was counted at intervals, from a thread of its own, and removes what is too old. What could not be written
 * is kept, in the slots where it belongs, until it can.
 */
public final class StatisticsFlush implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(StatisticsFlush.class);

    private static final Duration PURGE_INTERVAL = Duration.ofHours(1);

    /** Of what waits for a store that is gone; far more than a day of a busy application. */
    private static final int MOST_WAITING = 100_000;

    private final CallStatistics statistics;
    private final StatisticsStore store;
    private final String namespace;
    private final InstantSource clock;
    private final Duration retention;
    private final ScheduledExecutorService executor;

    private final Map<Slot, Increments> waiting = new TreeMap<>();
    private boolean failing;
    private Instant purgedAt;

    /**
     * Starts writing, for the first time after one interval.
     *
     * @param clock tells which slots the calls fall into
     * @param retention how long the widest slots are kept
     */
    public StatisticsFlush(
            CallStatistics statistics,
            StatisticsStore store,
            String namespace,
            InstantSource clock,
            Duration interval,
            Duration retention) {
        this.statistics = statistics;
        this.store = store;
        this.namespace = namespace;
        this.clock = clock;
        this.retention = retention;
        this.purgedAt = clock.instant();
        this.executor = new ScheduledThreadPoolExecutor(1, StatisticsFlush::thread);
        var unused = this.executor.scheduleWithFixedDelay(
                this::flush, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "idempotency-statistics");
        thread.setDaemon(true);
        return thread;
    }

    /** Writes what was counted since the last time. Throws nothing. */
    public synchronized void flush() {
        Instant now = this.clock.instant();
        try {
            collect(now);
            write();
            if (now.isAfter(this.purgedAt.plus(PURGE_INTERVAL))) {
                this.store.purge(this.namespace, now, this.retention);
                this.purgedAt = now;
            }
            this.failing = false;
        } catch (IdempotencyStoreException ex) {
            onFailure(ex);
        } catch (RuntimeException ex) {
            logger.error("Writing statistics failed unexpectedly; the next round tries again", ex);
        }
    }

    private void collect(Instant now) {
        List<CallCount> calls = this.statistics.drainCalls();
        List<KeyHits> hits = this.statistics.drainHits(now);
        if (calls.isEmpty() && hits.isEmpty()) {
            return;
        }
        for (SlotWidth width : SlotWidth.values()) {
            Slot slot = new Slot(width, width.startOf(now));
            this.waiting.merge(slot, new Increments(slot, calls, hits), Increments::plus);
        }
    }

    /** Slot by slot, so that what was written is not written again when the next one fails. */
    private void write() {
        Iterator<Increments> slots = this.waiting.values().iterator();
        while (slots.hasNext()) {
            this.store.add(this.namespace, slots.next());
            slots.remove();
        }
    }

    private void onFailure(IdempotencyStoreException failure) {
        if (!this.failing) {
            logger.warn("The statistics could not be written; they are kept until they can. {}", failure.getMessage());
        }
        this.failing = true;
        if (this.waiting.values().stream().mapToInt(Increments::size).sum() > MOST_WAITING) {
            logger.warn("The statistics of {} slots are dropped: they have waited for too long", this.waiting.size());
            this.waiting.clear();
        }
    }

    /** Writes no more. What was counted since the last time is lost, so {@link #flush()} before. */
    @Override
    public void close() {
        this.executor.shutdown();
    }
}
