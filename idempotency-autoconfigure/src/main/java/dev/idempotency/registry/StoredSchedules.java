package dev.idempotency.registry;

import java.util.List;
import java.util.Optional;

import dev.idempotency.schedule.RegisteredSchedule;

/**
 * The schedules of a namespace.
 *
 * @param version how often they were changed
 * @param schedules the one that was registered first in front
 */
public record StoredSchedules(long version, List<RegisteredSchedule> schedules) {

    /** Keeps a copy. */
    public StoredSchedules {
        schedules = List.copyOf(schedules);
    }

    /** The one of this name; empty if there is none. */
    public Optional<RegisteredSchedule> find(String name) {
        return this.schedules.stream()
                .filter(schedule -> schedule.name().equals(name))
                .findFirst();
    }
}
