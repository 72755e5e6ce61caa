package dev.idempotency.engine;

import java.time.InstantSource;

/**
 * The one place that reads this machine's clock. It serves time windows and nominal fire times only: whether a lease or
 * a record has run out is the store's to say.
 */
public final class WallClock {

    private WallClock() {}

    /** This machine's clock. */
    public static InstantSource system() {
        return InstantSource.system();
    }
}
