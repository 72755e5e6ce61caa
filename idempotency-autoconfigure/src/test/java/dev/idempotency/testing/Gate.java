package dev.idempotency.testing;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

/** Keeps threads where a test wants them until it opens; an open gate lets everybody through. */
public final class Gate {

    private final CountDownLatch open = new CountDownLatch(1);
    private final AtomicInteger reached = new AtomicInteger();

    /** Waits until the gate is open. */
    public void pass() {
        this.reached.incrementAndGet();
        try {
            assertThat(this.open.await(30, TimeUnit.SECONDS))
                    .as("the gate was opened in time")
                    .isTrue();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted at the gate", ex);
        }
    }

    /** How often somebody came to the gate. */
    public int reached() {
        return this.reached.get();
    }

    /** Opens the gate for good. */
    public void open() {
        this.open.countDown();
    }
}
