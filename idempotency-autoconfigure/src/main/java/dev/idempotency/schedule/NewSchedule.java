package dev.idempotency.schedule;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A schedule that is to be found a time for.
 *
 * @param type how often it is to fire
 * @param duration how long its runs take
 * @param priority which times it is given
 */
public record NewSchedule(Type type, Duration duration, Priority priority) {

    /** How often a schedule fires. */
    public enum Type {

        /** Every hour. */
        HOURLY("0 %d * * * *"),

        /** Every day. */
        DAILY("0 %d %d * * *"),

        /** Every Sunday. */
        WEEKLY("0 %d %d * * SUN"),

        /** On the first of every month. */
        MONTHLY("0 %d %d 1 * *");

        private final String pattern;

        Type(String pattern) {
            this.pattern = pattern;
        }

        /** The type that fires about as often; {@code null} for what fires in no single minute of an hour or a day. */
        public static @Nullable Type of(ScheduleTiming timing) {
            if (!(timing instanceof ScheduleTiming.Cron cron) || CronMoves.of(cron) == null) {
                return null;
            }
            Duration period = timing.shortestPeriod().orElse(Duration.ofDays(31));
            return switch (Frequency.of(period)) {
                case SECONDS, MINUTES -> null;
                case HOURS -> HOURLY;
                case DAYS -> DAILY;
                case RARE -> period.compareTo(Duration.ofDays(28)) < 0 ? WEEKLY : MONTHLY;
            };
        }

        String cron(int minuteOfDay) {
            return this.pattern.formatted(minuteOfDay % 60, minuteOfDay / 60);
        }
    }

    /** Which times a schedule is given. */
    public enum Priority {

        /** The fullest that are not too full: the empty ones are left to others. */
        LOW,

        /** The emptiest. */
        HIGH
    }

    /**
     * A time for it.
     *
     * @param cron the pattern
     * @param load the highest load of the minutes in which it would run, its own included
     */
    public record Slot(String cron, double load) {}
}
