package dev.idempotency.schedule;

import java.time.Instant;

/**
 * One fire of a registered schedule.
 *
 * @param schedule what it is a fire of
 * @param at when it was due, the same on every node
 */
public record ScheduleFire(ScheduleDefinition schedule, Instant at) {}
