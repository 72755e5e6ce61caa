package dev.idempotency.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.store.Claim;

/**
 * Renews the leases of this node's executions: one batched call, from a thread of its own, whenever a third of some
 * lease has been used up. An execution is kept from the moment its claim was granted, also while it waits in an
 * executor's queue, until it ends: closing waits for nobody, but those that still run then are kept on.
 */
final class LeaseKeeper implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(LeaseKeeper.class);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(5);

    /** A tick per ninth of the shortest lease keeps a renewal close to the third. */
    private static final int TICKS_PER_LEASE = 9;

    private final Function<Collection<Claim>, Collection<Claim>> renewal;
    private final Set<Execution> kept = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = this.lock.newCondition();

    private volatile long pauseNanos = LONGEST_PAUSE.toNanos();
    private volatile boolean closed;
    private volatile @Nullable Thread thread;

    /**
     * Makes a keeper.
     *
     * @param renewal renews the leases of these claims and returns those that no longer hold their key
     */
    LeaseKeeper(Function<Collection<Claim>, Collection<Claim>> renewal) {
        this.renewal = renewal;
    }

    void keep(Execution execution) {
        this.kept.add(execution);
        long pause =
                Math.max(SHORTEST_PAUSE.toNanos(), execution.claim().lease().toNanos() / TICKS_PER_LEASE);
        if (pause < this.pauseNanos || this.thread == null) {
            startOrHurry(pause);
        }
    }

    void letGo(Execution execution) {
        this.kept.remove(execution);
    }

    private void startOrHurry(long pause) {
        this.lock.lock();
        try {
            this.pauseNanos = Math.min(this.pauseNanos, pause);
            if (this.thread == null && !this.closed) {
                Thread keeper = new Thread(this::keepRenewing, "idempotency-keep-alive");
                keeper.setDaemon(true);
                keeper.start();
                this.thread = keeper;
            }
            this.changed.signal();
        } finally {
            this.lock.unlock();
        }
    }

    private void keepRenewing() {
        while (!this.closed || !this.kept.isEmpty()) {
            try {
                renewDue();
                pause();
            } catch (InterruptedException ex) {
                return;
            } catch (RuntimeException ex) {
                logger.error("Renewing leases failed unexpectedly; the next round tries again", ex);
            }
        }
    }

    /** A spurious wake-up only makes the next round come earlier. */
    @SuppressWarnings("WaitNotInLoop")
    private void pause() throws InterruptedException {
        this.lock.lock();
        try {
            if (!this.closed || !this.kept.isEmpty()) {
                this.changed.awaitNanos(this.pauseNanos);
            }
        } finally {
            this.lock.unlock();
        }
    }

    private void renewDue() {
        this.kept.stream().filter(Execution::isAbandoned).forEach(Execution::abandon);
        long sentNanos = System.nanoTime();
        if (this.closed) {
            // The store may be closed by now too, and then nobody will ever hear of them again.
            this.kept.removeIf(execution -> execution.left(sentNanos).isNegative());
        }
        List<Execution> due = this.kept.stream()
                .filter(execution -> isDue(execution, sentNanos))
                .toList();
        if (due.isEmpty()) {
            return;
        }
        try {
            Collection<Claim> lost = this.renewal.apply(due.stream()
                    .flatMap(execution -> execution.claims().stream())
                    .toList());
            for (Execution execution : due) {
                if (Collections.disjoint(execution.claims(), lost)) {
                    execution.renewed(sentNanos);
                } else if (this.kept.remove(execution)) {
                    execution.markLost();
                }
            }
        } catch (IdempotencyStoreException ex) {
            logger.warn(
                    "The leases of {} executions could not be renewed; trying again in {} ms. {}",
                    due.size(),
                    Duration.ofNanos(this.pauseNanos).toMillis(),
                    ex.getMessage());
        }
    }

    private static boolean isDue(Execution execution, long nowNanos) {
        return execution.left(nowNanos).toNanos() < execution.claim().lease().toNanos() / 3 * 2;
    }

    @Override
    public void close() {
        this.lock.lock();
        try {
            this.closed = true;
            // No interrupt: it could meet a store's I/O, and closes the files of an embedded database.
            this.changed.signal();
        } finally {
            this.lock.unlock();
        }
    }
}
