package dev.idempotency;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

/** How far back statistics look, and in what steps. */
public enum StatisticsPeriod {

    /** In steps of five minutes. */
    LAST_HOUR("1h", Duration.ofHours(1), Duration.ofMinutes(5)),

    /** In steps of an hour. */
    LAST_DAY("24h", Duration.ofHours(24), Duration.ofHours(1)),

    /** In steps of six hours. */
    LAST_WEEK("7d", Duration.ofDays(7), Duration.ofHours(6)),

    /** In steps of a day. */
    LAST_MONTH("30d", Duration.ofDays(30), Duration.ofDays(1));

    private final String text;
    private final Duration length;
    private final Duration step;

    StatisticsPeriod(String text, Duration length, Duration step) {
        this.text = text;
        this.length = length;
        this.step = step;
    }

    /**
     * The period of this text.
     *
     * @throws IllegalArgumentException if it is none of {@code 1h}, {@code 24h}, {@code 7d} and {@code 30d}
     */
    public static StatisticsPeriod of(String text) {
        return Arrays.stream(values())
                .filter(period -> period.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The period is one of "
                        + Arrays.stream(values()).map(StatisticsPeriod::text).collect(Collectors.joining(", "))
                        + ", not '" + text + "'"));
    }

    /** As people write it, such as {@code 24h}. */
    public String text() {
        return this.text;
    }

    /** How long it is. */
    public Duration length() {
        return this.length;
    }

    /** How long a step of its timeline is. */
    public Duration step() {
        return this.step;
    }
}
