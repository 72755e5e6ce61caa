package dev.idempotency.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.env.Environment;

import dev.idempotency.task.TaskSettings;

/**
 * Binds {@code idempotency.tasks.<name>.<setting>}, where a name has dots of its own and may stand in brackets or not:
 * the last part is the setting, and what is before it the name.
 */
final class TaskSettingsBinder {

    private static final String PREFIX = "idempotency.tasks";

    private static final Set<String> SETTINGS = new TreeSet<>(Set.of(
            "enabled",
            "ttl",
            "lease",
            "wait-timeout",
            "failure-ttl",
            "backoff",
            "backoff-multiplier",
            "max-backoff",
            "max-attempts",
            "exclusive",
            "condition",
            "verify",
            "on-duplicate",
            "on-in-progress",
            "on-failure",
            "on-store-failure",
            "store-result"));

    private TaskSettingsBinder() {}

    static Map<String, TaskSettings> bind(Environment environment) {
        Map<String, Map<String, String>> byTask = new LinkedHashMap<>();
        Binder.get(environment)
                .bind(PREFIX, Bindable.mapOf(String.class, String.class))
                .orElseGet(Map::of)
                .forEach((path, value) -> {
                    int dot = path.lastIndexOf('.');
                    String setting = dot < 0 ? path : path.substring(dot + 1);
                    if (dot < 0 || !SETTINGS.contains(kebab(setting))) {
                        throw new InvalidConfigurationPropertyValueException(
                                PREFIX + "." + path,
                                value,
                                "There is no such setting of a task; the choices are " + String.join(", ", SETTINGS)
                                        + ".");
                    }
                    byTask.computeIfAbsent(path.substring(0, dot), name -> new LinkedHashMap<>())
                            .put(kebab(setting), value);
                });
        Map<String, TaskSettings> settings = new LinkedHashMap<>();
        byTask.forEach((name, values) -> settings.put(name, bind(name, values)));
        return settings;
    }

    private static TaskSettings bind(String name, Map<String, String> values) {
        Map<String, TaskSettings> single = new LinkedHashMap<>();
        values.forEach((setting, value) -> {
            try {
                new Binder(new MapConfigurationPropertySource(Map.of("task." + setting, value)))
                        .bind("task", TaskSettings.class)
                        .ifBound(bound -> single.merge(name, bound, TaskSettings::or));
            } catch (BindException ex) {
                throw new InvalidConfigurationPropertyValueException(
                        PREFIX + "." + name + "." + setting, value, reason(setting));
            }
        });
        return single.getOrDefault(name, TaskSettings.EMPTY);
    }

    private static String reason(String setting) {
        return switch (setting) {
            case "on-duplicate" -> "The choices are replay, skip, throw.";
            case "on-in-progress" -> "The choices are auto, skip, wait, throw.";
            case "on-failure" -> "The choices are retry, remember.";
            case "on-store-failure" -> "The choices are fail, proceed, skip.";
            case "enabled", "exclusive", "store-result" -> "The choices are true, false.";
            case "max-attempts", "backoff-multiplier" -> "It must be a number.";
            default -> "It must be a duration, such as 30s, 5m, 4h or PT4H.";
        };
    }

    /** {@code waitTimeout} and {@code WAITTIMEOUT}, as an environment variable has it, are {@code wait-timeout}. */
    private static String kebab(String setting) {
        String plain = plain(setting);
        return SETTINGS.stream()
                .filter(known -> plain(known).equals(plain))
                .findFirst()
                .orElse(setting);
    }

    private static String plain(String setting) {
        return setting.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }
}
