package dev.idempotency.schedule;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What a schedule did on this node since the application was started.
 *
 * @param schedule its name
 * @param lastFire when it fired last; {@code null} if it has not yet
 * @param fires how often it fired, also where another node did the work
 * @param missed how many fires were passed over
 * @param overruns how many runs were still going on when the next fire was due
 */
public record ScheduleActivity(String schedule, @Nullable Instant lastFire, long fires, long missed, long overruns) {}
