package dev.idempotency.test;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

import dev.idempotency.engine.WallClock;

/**
 * A clock that stands still until a test moves it. Imported into a test's context, by
 * {@code @Import(SettableClock.class)}, it decides the windows of keys, and leases and expiry of the memory store. Other
 * stores go by their servers' clocks. It starts at 2030-01-01T00:00:00Z.
 */
public final class SettableClock implements WallClock {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2030-01-01T00:00:00Z"));

    @Override
    public Instant instant() {
        return this.now.get();
    }

    /**
     * Moves the clock forward.
     *
     * @throws IllegalArgumentException if {@code duration} is negative
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("The clock moves forward, not by " + duration);
        }
        this.now.updateAndGet(before -> before.plus(duration));
    }

    /**
     * Sets the clock.
     *
     * @throws IllegalArgumentException if {@code instant} is before the clock's time: the memory store relies on one
     *     that never steps back
     */
    public void set(Instant instant) {
        this.now.updateAndGet(before -> {
            if (instant.isBefore(before)) {
                throw new IllegalArgumentException(
                        "The clock stands at " + before + " and moves forward, not to " + instant);
            }
            return instant;
        });
    }
}
