package dev.idempotency.schedule;

import java.time.Duration;
import java.time.ZoneId;

import org.jspecify.annotations.Nullable;

/**
 * A schedule and what is known of its runs.
 *
 * @param definition what it does and when
 * @param protection how its task is kept from running twice; {@code null} if it is not
 * @param runTimes how long its runs took; {@code null} if none was observed
 */
public record Schedule(
        ScheduleDefinition definition,
        @Nullable Protection protection,
        @Nullable RunTimes runTimes) {

    /**
     * How a task is kept from running twice.
     *
     * @param lease how long a claim holds without a sign of life
     * @param renewed whether the lease is renewed while the task runs
     * @param clockChanges what happens to its fires when the clock is changed
     */
    public record Protection(Duration lease, boolean renewed, ClockChangePolicy clockChanges) {

        /** One that leaves nothing to be said of it. */
        public static Protection sufficient() {
            return new Protection(Duration.ofDays(1), true, ClockChangePolicy.SKIP);
        }
    }

    /**
     * How long runs take.
     *
     * @param mean on average
     * @param p95 what 95 of 100 do not exceed
     */
    public record RunTimes(Duration mean, Duration p95) {

        /**
         * Checks what it is given.
         *
         * @throws IllegalArgumentException if one is negative
         */
        public RunTimes {
            if (mean.isNegative() || p95.isNegative()) {
                throw new IllegalArgumentException("Runs take no negative time: mean " + mean + ", p95 " + p95);
            }
        }
    }

    /** A schedule of which no more is known than its definition says, without protection. */
    public static Schedule of(ScheduleDefinition definition) {
        return new Schedule(definition, null, expected(definition));
    }

    private static @Nullable RunTimes expected(ScheduleDefinition definition) {
        Duration expected = definition.expectedDuration();
        return expected == null ? null : new RunTimes(expected, expected);
    }

    /** The same with a protected task. */
    public Schedule protection(@Nullable Protection other) {
        return new Schedule(this.definition, other, this.runTimes);
    }

    /** The same with runs of this length. */
    public Schedule lasting(Duration mean, Duration p95) {
        return new Schedule(this.definition, this.protection, new RunTimes(mean, p95));
    }

    /** The same with runs of always the same length. */
    public Schedule lasting(Duration always) {
        return lasting(always, always);
    }

    /** The same at other times. */
    public Schedule timing(ScheduleTiming other) {
        return new Schedule(this.definition.timing(other), this.protection, this.runTimes);
    }

    /** Its name. */
    public String name() {
        return this.definition.name();
    }

    /** When it fires. */
    public ScheduleTiming timing() {
        return this.definition.timing();
    }

    /** Its zone, or else that of the machine. */
    ZoneId zoneOr(ZoneId machine) {
        return this.definition.zone() == null ? machine : this.definition.zone();
    }
}
