package dev.idempotency.schedule;

import java.time.Duration;
import java.time.ZoneId;

import org.jspecify.annotations.Nullable;

/** Says which task it is that a scheduler was given. */
@FunctionalInterface
public interface ScheduledTaskLookup {

    /**
     * What is known of a task.
     *
     * @param runnable what the scheduler was given, as text: class and method of a {@code @Scheduled} method
     * @param timing when it is to run
     * @return what is known; {@code null} if it is no method, or one that is neither {@code @Scheduled} nor protected
     */
    @Nullable
    ScheduledTask find(String runnable, ScheduleTiming timing);

    /**
     * A method that is {@code @Scheduled}, or protected.
     *
     * @param name the task's name
     * @param zone the zone that {@code @Scheduled} names; {@code null} if it names none
     * @param lease of the claim that protects it; {@code null} if nothing does
     */
    record ScheduledTask(
            String name, @Nullable ZoneId zone, @Nullable Duration lease) {}
}
