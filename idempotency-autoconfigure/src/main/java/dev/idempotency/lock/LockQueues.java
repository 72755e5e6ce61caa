package dev.idempotency.lock;

import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Those in this process who wait for locks, in a queue for each: it is the first one's turn to ask the provider. A queue
 * is there only while somebody stands in it.
 */
final class LockQueues {

    private final ConcurrentMap<String, Queue> queues = new ConcurrentHashMap<>();

    /** Joins the end of a queue. */
    Place join(String name) {
        Queue joined = this.queues.compute(name, (sameName, queue) -> (queue == null ? new Queue() : queue).joined());
        return new Place(name, Objects.requireNonNull(joined));
    }

    /** Wakes up the first in the queue, if there is one. */
    void released(String name) {
        Queue queue = this.queues.get(name);
        if (queue != null) {
            queue.releases.release();
        }
    }

    boolean isEmpty() {
        return this.queues.isEmpty();
    }

    private static final class Queue {

        /** Fair, so that turns come in the order in which they were asked for. */
        private final Semaphore turn = new Semaphore(1, true);

        private final Semaphore releases = new Semaphore(0);

        /** Guarded by the map's lock on the name. */
        private int members;

        Queue joined() {
            this.members++;
            return this;
        }

        boolean isEmptyWithoutOne() {
            return --this.members == 0;
        }
    }

    /** Somebody's place in a queue. */
    final class Place implements AutoCloseable {

        private final String name;
        private final Queue queue;
        private boolean first;

        private Place(String name, Queue queue) {
            this.name = name;
            this.queue = queue;
        }

        /** Waits to be the first; {@code false} if that took too long. */
        boolean awaitTurn(long nanos) throws InterruptedException {
            this.first = this.queue.turn.tryAcquire(nanos, TimeUnit.NANOSECONDS);
            return this.first;
        }

        /** Before the provider is asked: only what is released from now on is news. */
        void forgetReleases() {
            this.queue.releases.drainPermits();
        }

        /** Waits for a release in this process, but no longer than this. */
        void awaitRelease(long nanos) throws InterruptedException {
            boolean unused = this.queue.releases.tryAcquire(nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public void close() {
            if (this.first) {
                this.queue.turn.release();
            }
            LockQueues.this.queues.computeIfPresent(
                    this.name, (sameName, standing) -> standing.isEmptyWithoutOne() ? null : standing);
        }
    }
}
