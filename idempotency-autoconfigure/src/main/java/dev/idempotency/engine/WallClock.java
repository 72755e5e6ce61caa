package dev.idempotency.engine;

import java.time.Instant;
import java.time.InstantSource;

/**
 * The one place that reads this machine's clock. It serves time windows, nominal fire times and what is kept in this
 * process's memory only: everywhere else, whether a lease or a record has run out is the store's to say.
 */
public final class WallClock {

    private WallClock() {}

    /** This machine's clock. */
    public static InstantSource system() {
        return InstantSource.system();
    }

    /** The time as this machine's clock has it now, moved on by the monotonic timer: it never steps back. */
    public static InstantSource monotonic() {
        Instant origin = InstantSource.system().instant();
        long originNanos = System.nanoTime();
        return () -> origin.plusNanos(System.nanoTime() - originNanos);
    }
}
