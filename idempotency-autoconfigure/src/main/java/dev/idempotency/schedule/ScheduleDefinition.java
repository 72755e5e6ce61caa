package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

import org.jspecify.annotations.Nullable;

/**
 * What a schedule is to do and when. Immutable; the methods named as its parts return a changed copy.
 *
 * @param name identifies it among the schedules of an application
 * @param task what it runs: a task's name, or class and method
 * @param timing when it fires
 * @param zone the zone of a cron expression; {@code null} if it is left to the machine
 * @param resource what only one run may use at a time; {@code null} if it uses none
 * @param tenant for whom it runs; {@code null} if for all
 * @param validFrom before which it does not fire; {@code null} if there is no such instant
 * @param validUntil from which on it does not fire; {@code null} if there is no such instant
 * @param expectedDuration how long a run takes, as long as none was observed; {@code null} if nobody knows
 */
public record ScheduleDefinition(
        String name,
        String task,
        ScheduleTiming timing,
        @Nullable ZoneId zone,
        @Nullable String resource,
        @Nullable String tenant,
        @Nullable Instant validFrom,
        @Nullable Instant validUntil,
        @Nullable Duration expectedDuration) {

    /**
     * Checks what it is given.
     *
     * @throws IllegalArgumentException if a text is blank, it would never be valid, or a run takes no time
     */
    public ScheduleDefinition {
        requireText("name", name);
        requireText("task", task);
        requireText("resource", resource);
        requireText("tenant", tenant);
        if (validFrom != null && validUntil != null && !validFrom.isBefore(validUntil)) {
            throw new IllegalArgumentException("Schedule '" + name + "' is valid from " + validFrom + " until "
                    + validUntil + ", which is never; the end must be after the beginning");
        }
        if (expectedDuration != null && expectedDuration.toMillis() < 1) {
            throw new IllegalArgumentException("A run of schedule '" + name + "' is expected to take "
                    + expectedDuration + "; that is at least 1ms, or left out");
        }
    }

    private static void requireText(String part, @Nullable String value) {
        if (value != null && value.isBlank()) {
            throw new IllegalArgumentException("The " + part + " of a schedule is blank; leave it out, or name one");
        }
    }

    /** A schedule of the task that has its name. */
    public static ScheduleDefinition of(String name, ScheduleTiming timing) {
        return new ScheduleDefinition(name, name, timing, null, null, null, null, null, null);
    }

    /**
     * A schedule of the task that has its name, by a pattern.
     *
     * @throws IllegalArgumentException if Spring cannot read the pattern
     */
    public static ScheduleDefinition cron(String name, String expression) {
        return of(name, ScheduleTiming.cron(expression));
    }

    /** The same under another name. */
    public ScheduleDefinition named(String other) {
        return new ScheduleDefinition(
                other,
                this.task,
                this.timing,
                this.zone,
                this.resource,
                this.tenant,
                this.validFrom,
                this.validUntil,
                this.expectedDuration);
    }

    /** The same for another task. */
    public ScheduleDefinition task(String other) {
        return new ScheduleDefinition(
                this.name,
                other,
                this.timing,
                this.zone,
                this.resource,
                this.tenant,
                this.validFrom,
                this.validUntil,
                this.expectedDuration);
    }

    /** The same at other times. */
    public ScheduleDefinition timing(ScheduleTiming other) {
        return new ScheduleDefinition(
                this.name,
                this.task,
                other,
                this.zone,
                this.resource,
                this.tenant,
                this.validFrom,
                this.validUntil,
                this.expectedDuration);
    }

    /** The same in another zone. */
    public ScheduleDefinition zone(@Nullable ZoneId other) {
        return new ScheduleDefinition(
                this.name,
                this.task,
                this.timing,
                other,
                this.resource,
                this.tenant,
                this.validFrom,
                this.validUntil,
                this.expectedDuration);
    }

    /** The same on another resource. */
    public ScheduleDefinition resource(@Nullable String other) {
        return new ScheduleDefinition(
                this.name,
                this.task,
                this.timing,
                this.zone,
                other,
                this.tenant,
                this.validFrom,
                this.validUntil,
                this.expectedDuration);
    }

    /** The same for another tenant. */
    public ScheduleDefinition tenant(@Nullable String other) {
        return new ScheduleDefinition(
                this.name,
                this.task,
                this.timing,
                this.zone,
                this.resource,
                other,
                this.validFrom,
                this.validUntil,
                this.expectedDuration);
    }

    /**
     * The same within these limits.
     *
     * @param from inclusive; {@code null} for no limit
     * @param until exclusive; {@code null} for no limit
     */
    public ScheduleDefinition valid(@Nullable Instant from, @Nullable Instant until) {
        return new ScheduleDefinition(
                this.name,
                this.task,
                this.timing,
                this.zone,
                this.resource,
                this.tenant,
                from,
                until,
                this.expectedDuration);
    }

    /** The same with runs that are expected to take this long. */
    public ScheduleDefinition expected(@Nullable Duration duration) {
        return new ScheduleDefinition(
                this.name,
                this.task,
                this.timing,
                this.zone,
                this.resource,
                this.tenant,
                this.validFrom,
                this.validUntil,
                duration);
    }
}
