package dev.idempotency.lock;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.idempotency.DistributedLock;

/** A lock that was granted, in the application's hands. */
final class HeldLock implements DistributedLock {

    private static final Logger logger = LoggerFactory.getLogger(HeldLock.class);

    private final String name;
    private final LockGrant grant;
    private final Consumer<Duration> afterClose;
    private final long sinceNanos = System.nanoTime();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * A lock that was just granted.
     *
     * @param afterClose is told how long it was held
     */
    HeldLock(String name, LockGrant grant, Consumer<Duration> afterClose) {
        this.name = name;
        this.grant = grant;
        this.afterClose = afterClose;
    }

    @Override
    public String name() {
        return this.name;
    }

    @Override
    public long fencingToken() {
        return this.grant.fencingToken();
    }

    @Override
    public boolean isHeld() {
        return !this.closed.get() && this.grant.isHeld();
    }

    @Override
    public boolean extend(Duration lease) {
        Duration valid = LockTerms.lease(this.name, lease);
        return !this.closed.get() && this.grant.extend(valid);
    }

    /** An interrupt waits meanwhile: with it pending, drivers do not send what frees the lock. */
    @Override
    public void close() {
        if (this.closed.compareAndSet(false, true)) {
            boolean interrupted = Thread.interrupted();
            try {
                release();
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                this.afterClose.accept(Duration.ofNanos(System.nanoTime() - this.sinceNanos));
            }
        }
    }

    private void release() {
        try {
            if (!this.grant.release()) {
                logger.warn(
                        "The lock '{}' was lost before it was closed: its lease had passed, or its connection was gone."
                                + " Whatever ran after that was not protected; give it a longer lease, or extend it.",
                        LockTerms.shown(this.name));
            }
        } catch (RuntimeException ex) {
            logger.warn(
                    "The lock '{}' could not be released; it is free once its lease has passed or its connection has ended.",
                    LockTerms.shown(this.name),
                    ex);
        }
    }

    /** The shortened name and the token, for messages. */
    @Override
    public String toString() {
        return LockTerms.shown(this.name) + "[" + fencingToken() + "]";
    }
}
