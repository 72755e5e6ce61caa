package dev.idempotency.lock;

import java.time.Duration;

/** Is told what happens to locks. Whatever a listener throws is logged and never reaches a caller. */
public interface LockListener {

    /**
     * Somebody has asked for a lock.
     *
     * @param took how long that took, with the wait
     */
    default void onAcquire(String name, Duration took, AcquireOutcome outcome) {}

    /**
     * A lock was closed, whether it was still held or not.
     *
     * @param held how long its holder had it
     */
    default void onClose(String name, Duration held) {}
}
