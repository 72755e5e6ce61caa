package dev.idempotency.task;

import java.time.ZoneId;
import java.util.Map;

/**
 * What the application has set for all its tasks.
 *
 * @param namespace the first part of every key; no colon in it
 * @param zone the zone of windows
 * @param defaults what holds where nobody says anything else; complete
 * @param categories by name
 * @param tasks by the task's name, as it was written
 */
public record IdempotencySettings(
        String namespace,
        ZoneId zone,
        TaskSettings defaults,
        Map<String, TaskSettings> categories,
        Map<String, TaskSettings> tasks) {

    public IdempotencySettings {
        defaults = defaults.or(TaskSettings.DEFAULTS);
        categories = Map.copyOf(categories);
        tasks = Map.copyOf(tasks);
    }

    /**
     * What is set for this task. Environment variables know no case, so a name is also found without it; what is
     * written under the exact name wins.
     */
    TaskSettings ofTask(String name) {
        TaskSettings found = this.tasks.getOrDefault(name, TaskSettings.EMPTY);
        for (Map.Entry<String, TaskSettings> entry : this.tasks.entrySet()) {
            if (entry.getKey().equalsIgnoreCase(name)) {
                found = found.or(entry.getValue());
            }
        }
        return found;
    }
}
