package dev.idempotency.statistics;

import java.time.Duration;
import java.time.Instant;

/**
 * How long the time slots are that calls are counted in. Everything is counted in each of them: the short ones are for the
 * last hours, and soon forgotten, so that a month is few rows.
 */
public enum SlotWidth {

    /** Five minutes, for the last hour. */
    FIVE_MINUTES(Duration.ofMinutes(5), Duration.ofHours(3)),

    /** An hour, for the last week. */
    HOUR(Duration.ofHours(1), Duration.ofDays(8)),

    /** A day of UTC, for everything that is kept. */
    DAY(Duration.ofDays(1), Duration.ofDays(36_500));

    private final Duration width;
    private final Duration longestKept;

    SlotWidth(Duration width, Duration longestKept) {
        this.width = width;
        this.longestKept = longestKept;
    }

    /** How long a slot is. */
    public Duration width() {
        return this.width;
    }

    /** The length of a slot, as it stands in stores. */
    public int seconds() {
        return (int) this.width.toSeconds();
    }

    /** The beginning of the slot that {@code instant} falls into. */
    public Instant startOf(Instant instant) {
        return startOf(instant, this.width);
    }

    static Instant startOf(Instant instant, Duration step) {
        long seconds = step.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), seconds) * seconds);
    }

    /** How long a slot is kept after its beginning. */
    public Duration keptFor(Duration retention) {
        Duration kept = retention.compareTo(this.longestKept) < 0 ? retention : this.longestKept;
        return kept.plus(this.width);
    }
}
