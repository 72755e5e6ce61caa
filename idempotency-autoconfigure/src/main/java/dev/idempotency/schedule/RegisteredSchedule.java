package dev.idempotency.schedule;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A schedule in the registry.
 *
 * @param definition what it does and when
 * @param registeredAt when it was registered, by the clock of the node that did
 * @param lastFire the latest fire that was run; {@code null} if none was
 * @param executions how often it was run, successfully or not
 */
public record RegisteredSchedule(
        ScheduleDefinition definition,
        Instant registeredAt,
        @Nullable Instant lastFire,
        long executions) {

    /** One that was not run yet. */
    public static RegisteredSchedule unused(ScheduleDefinition definition, Instant registeredAt) {
        return new RegisteredSchedule(definition, registeredAt, null, 0);
    }

    /** Its name. */
    public String name() {
        return this.definition.name();
    }
}
