package dev.idempotency.task;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Every task that this node has met so far, by name. */
public final class TaskRegistry {

    private final ConcurrentMap<String, Task> tasks = new ConcurrentHashMap<>();

    /** Adds a task; the first one of a name stays. */
    public void add(Task task) {
        this.tasks.putIfAbsent(task.name(), task);
    }

    /** The task of this name. */
    public Optional<Task> find(String name) {
        return Optional.ofNullable(this.tasks.get(name));
    }

    /** All tasks, by name. */
    public Collection<Task> all() {
        return this.tasks.values().stream()
                .sorted(Comparator.comparing(Task::name))
                .toList();
    }
}
