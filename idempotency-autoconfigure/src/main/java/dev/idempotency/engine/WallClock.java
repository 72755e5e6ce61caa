package dev.idempotency.engine;

import java.time.InstantSource;

/**
 * The clock of windows and nominal fire times. It decides neither leases nor expiry: whether those have run out is the
 * store's to say.
 */
@FunctionalInterface
public interface WallClock extends InstantSource {

    /** This machine's clock; the one place that reads it. */
    static WallClock system() {
        return InstantSource.system()::instant;
    }
}
