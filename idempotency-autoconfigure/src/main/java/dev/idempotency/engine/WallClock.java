package dev.idempotency.engine;

import java.time.Instant;
import java.time.InstantSource;

/**
 * This machine's clock: that of windows and nominal fire times, and of what is kept in this process's memory only.
 * Everywhere else it decides neither leases nor expiry: whether those have run out is the store's to say.
 */
@FunctionalInterface
public interface WallClock extends InstantSource {

    /** This machine's clock; the one place that reads it. */
    static WallClock system() {
        return InstantSource.system()::instant;
    }

    /** The time as this machine's clock has it now, moved on by the monotonic timer: it never steps back. */
    static WallClock monotonic() {
        Instant origin = InstantSource.system().instant();
        long originNanos = System.nanoTime();
        return () -> origin.plusNanos(System.nanoTime() - originNanos);
    }
}
