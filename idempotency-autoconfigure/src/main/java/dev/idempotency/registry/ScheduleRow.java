package dev.idempotency.registry;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.idempotency.schedule.RegisteredSchedule;
import dev.idempotency.schedule.ScheduleDefinition;

/**
 * A registered schedule in texts and numbers, as stores have it. Instants and durations are in milliseconds.
 *
 * @param name its name
 * @param task what it runs
 * @param timing when it fires
 * @param zone the zone of its pattern
 * @param resource what it uses
 * @param tenant for whom it runs
 * @param validFrom before which it does not fire
 * @param validUntil from which on it does not fire
 * @param expectedDuration how long a run takes
 * @param registeredAt when it was registered
 */
public record ScheduleRow(
        String name,
        String task,
        String timing,
        @Nullable String zone,
        @Nullable String resource,
        @Nullable String tenant,
        @Nullable Long validFrom,
        @Nullable Long validUntil,
        @Nullable Long expectedDuration,
        long registeredAt) {

    private static final Logger logger = LoggerFactory.getLogger(ScheduleRow.class);

    /** Refuses what was read and is none. */
    public ScheduleRow {
        Objects.requireNonNull(name, "no name");
        Objects.requireNonNull(task, "no task");
        Objects.requireNonNull(timing, "no timing");
    }

    /** The texts and numbers of a schedule. */
    public static ScheduleRow of(ScheduleDefinition definition, Instant registeredAt) {
        return new ScheduleRow(
                definition.name(),
                definition.task(),
                TimingText.of(definition.timing()),
                definition.zone() == null ? null : definition.zone().getId(),
                definition.resource(),
                definition.tenant(),
                millis(definition.validFrom()),
                millis(definition.validUntil()),
                definition.expectedDuration() == null
                        ? null
                        : definition.expectedDuration().toMillis(),
                registeredAt.toEpochMilli());
    }

    /**
     * The schedule again; empty, with a warning in the log, if it cannot be read: one that a later version of this library
     * has written must not keep all the others from running.
     *
     * @param lastFire the latest fire that was run
     * @param executions how often it was run
     */
    public Optional<RegisteredSchedule> read(@Nullable Long lastFire, long executions) {
        try {
            ScheduleDefinition definition = new ScheduleDefinition(
                    this.name,
                    this.task,
                    TimingText.parse(this.timing),
                    this.zone == null ? null : ZoneId.of(this.zone),
                    this.resource,
                    this.tenant,
                    instant(this.validFrom),
                    instant(this.validUntil),
                    this.expectedDuration == null ? null : Duration.ofMillis(this.expectedDuration));
            return Optional.of(new RegisteredSchedule(
                    definition, Instant.ofEpochMilli(this.registeredAt), instant(lastFire), executions));
        } catch (IllegalArgumentException | DateTimeException ex) {
            logger.warn(
                    "The registered schedule '{}' cannot be read and does not run here: {}",
                    this.name,
                    ex.getMessage());
            return Optional.empty();
        }
    }

    private static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }

    private static @Nullable Instant instant(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }
}
