package dev.idempotency.registry.memory;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.idempotency.registry.ScheduleIdentity;
import dev.idempotency.registry.ScheduleStore;
import dev.idempotency.registry.StoredSchedules;
import dev.idempotency.schedule.RegisteredSchedule;
import dev.idempotency.schedule.ScheduleDefinition;

/** Keeps registered schedules in this process's memory: for tests, and where the records are there too. */
public final class MemoryScheduleStore implements ScheduleStore {

    private final Map<String, Namespace> namespaces = new HashMap<>();

    private static final class Namespace {

        private final Map<String, RegisteredSchedule> schedules = new LinkedHashMap<>();
        private long version;

        boolean isTaken(ScheduleDefinition definition) {
            String identity = ScheduleIdentity.of(definition);
            return this.schedules.values().stream()
                    .anyMatch(other -> !other.name().equals(definition.name())
                            && ScheduleIdentity.of(other.definition()).equals(identity));
        }
    }

    private Namespace namespace(String name) {
        return this.namespaces.computeIfAbsent(name, any -> new Namespace());
    }

    @Override
    public synchronized long version(String namespace) {
        return namespace(namespace).version;
    }

    @Override
    public synchronized StoredSchedules read(String namespace) {
        Namespace found = namespace(namespace);
        return new StoredSchedules(found.version, List.copyOf(found.schedules.values()));
    }

    @Override
    public synchronized boolean add(String namespace, long version, RegisteredSchedule schedule) {
        Namespace found = namespace(namespace);
        if (found.version != version
                || found.schedules.containsKey(schedule.name())
                || found.isTaken(schedule.definition())) {
            return false;
        }
        found.schedules.put(schedule.name(), schedule);
        found.version++;
        return true;
    }

    @Override
    public synchronized boolean change(String namespace, long version, ScheduleDefinition definition) {
        Namespace found = namespace(namespace);
        RegisteredSchedule there = found.schedules.get(definition.name());
        if (found.version != version || there == null || found.isTaken(definition)) {
            return false;
        }
        found.schedules.put(
                definition.name(),
                new RegisteredSchedule(definition, there.registeredAt(), there.lastFire(), there.executions()));
        found.version++;
        return true;
    }

    @Override
    public synchronized boolean remove(String namespace, long version, String name) {
        Namespace found = namespace(namespace);
        if (found.version != version || found.schedules.remove(name) == null) {
            return false;
        }
        found.version++;
        return true;
    }

    @Override
    public synchronized void executed(String namespace, String name, Instant fire) {
        namespace(namespace).schedules.computeIfPresent(name, (any, there) -> {
            Instant last = there.lastFire();
            return new RegisteredSchedule(
                    there.definition(),
                    there.registeredAt(),
                    last == null || last.isBefore(fire) ? fire : last,
                    there.executions() + 1);
        });
    }
}
