package dev.idempotency.store.tiered;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import dev.idempotency.IdempotencyStoreException;

/**
 * Calls that nobody waits for longer than a time. A driver's own time-out is the application's to choose, is a minute by
 * default, and does not bound how long a first connection takes.
 */
final class BoundedCalls implements AutoCloseable {

    /** A round trip takes well under a millisecond, so this is for tens of thousands of calls in a second. */
    private static final int THREADS = 16;

    /** More wait only if the server hangs, and then it is of no use that they do. */
    private static final int QUEUE = 512;

    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor executor;
    private final Duration timeout;

    BoundedCalls(Duration timeout) {
        AtomicInteger number = new AtomicInteger();
        this.executor = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), work -> {
                    Thread thread = new Thread(work, "idempotency-gate-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        this.executor.allowCoreThreadTimeOut(true);
        this.timeout = timeout;
    }

    /**
     * Calls, and waits for the answer.
     *
     * @throws IdempotencyStoreException what the call throws, or that there was no answer in time
     * @throws InterruptedException if the caller's thread is interrupted
     */
    <T> T call(Callable<T> call) throws InterruptedException {
        Future<T> future;
        try {
            future = this.executor.submit(call);
        } catch (RejectedExecutionException ex) {
            throw new IdempotencyStoreException("too many calls wait for it, or it is closed", ex);
        }
        try {
            return future.get(this.timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException ex) {
            throw new IdempotencyStoreException("no answer in " + this.timeout.toMillis() + " ms", ex);
        } catch (ExecutionException ex) {
            if (ex.getCause() instanceof IdempotencyStoreException failure) {
                throw failure;
            }
            throw new IdempotencyStoreException("it failed: " + ex.getCause(), ex.getCause());
        } finally {
            // Nothing if it is done; else the thread is free for others.
            future.cancel(true);
        }
    }

    @Override
    public void close() {
        this.executor.shutdownNow();
    }
}
