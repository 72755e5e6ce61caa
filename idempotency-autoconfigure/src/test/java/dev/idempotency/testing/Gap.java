package dev.idempotency.testing;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The moment between a look and an act, held open until a second thread has looked too. What is broken by two that look
 * before one has acted is broken in every run with this, and not only in those where the threads are switched there.
 */
public final class Gap {

    private static final long SECONDS = 60;

    private final ConcurrentMap<String, CountDownLatch> lookers = new ConcurrentHashMap<>();

    /** Returns as soon as two threads have come here with this name. */
    public void awaitAnotherLookAt(String name) {
        CountDownLatch both = this.lookers.computeIfAbsent(name, any -> new CountDownLatch(2));
        both.countDown();
        try {
            if (!both.await(SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("No second thread has looked at " + name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
