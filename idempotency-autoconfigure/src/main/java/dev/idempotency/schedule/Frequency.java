package dev.idempotency.schedule;

import java.time.Duration;

/** How often schedules fire, in classes. */
public enum Frequency {

    /** More than once a minute. */
    SECONDS(Duration.ofMinutes(1)),

    /** Less often, but more than once an hour. */
    MINUTES(Duration.ofHours(1)),

    /** Less often, but more than once a day. */
    HOURS(Duration.ofDays(1)),

    /** Less often, but more than once a week. */
    DAYS(Duration.ofDays(7)),

    /** Once a week or less often. */
    RARE(Duration.ofSeconds(Long.MAX_VALUE));

    private final Duration below;

    Frequency(Duration below) {
        this.below = below;
    }

    /** The class of what has this much time between two fires, at least. */
    static Frequency of(Duration shortestPeriod) {
        for (Frequency frequency : values()) {
            if (shortestPeriod.compareTo(frequency.below) < 0) {
                return frequency;
            }
        }
        return RARE;
    }
}
