package dev.idempotency.autoconfigure;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

import dev.idempotency.task.IdempotencySettings;
import dev.idempotency.task.TaskSettings;

/** From properties to settings; refuses values that cannot be meant, by the name of the property. */
final class SettingsFactory {

    private static final Logger logger = LoggerFactory.getLogger(SettingsFactory.class);

    private static final String DEFAULT_NAMESPACE = "application";
    private static final Pattern NAMESPACE = Pattern.compile("[^\\s:\\p{Cntrl}]{1,64}");

    private static final Map<String, TaskSettings> SHIPPED_CATEGORIES = Map.of(
            "default", TaskSettings.ofTtl(Duration.ofHours(24)),
            "critical", TaskSettings.ofTtl(Duration.ofHours(4)),
            "high-priority", TaskSettings.ofTtl(Duration.ofHours(2)),
            "report", TaskSettings.ofTtl(Duration.ofHours(24)),
            "email", TaskSettings.ofTtl(Duration.ofHours(2)),
            "maintenance", TaskSettings.ofTtl(Duration.ofHours(12)));

    private SettingsFactory() {}

    static IdempotencySettings create(IdempotencyProperties properties, Environment environment) {
        TaskSettings defaults = properties.defaults() == null ? TaskSettings.EMPTY : properties.defaults();
        requireValid("idempotency.defaults", defaults);
        Map<String, TaskSettings> categories = new LinkedHashMap<>(SHIPPED_CATEGORIES);
        if (properties.categories() != null) {
            properties.categories().forEach((name, settings) -> {
                requireValid("idempotency.categories." + name, settings);
                categories.merge(name, settings, (shipped, own) -> own.or(shipped));
            });
        }
        Map<String, TaskSettings> tasks = TaskSettingsBinder.bind(environment);
        tasks.forEach((name, settings) -> requireValid("idempotency.tasks." + name, settings));
        requireShorterLease(defaults.or(TaskSettings.DEFAULTS), defaults);
        return new IdempotencySettings(
                namespace(properties.namespace(), environment), zone(properties.zone()), defaults, categories, tasks);
    }

    private static String namespace(@Nullable String configured, Environment environment) {
        if (StringUtils.hasText(configured)) {
            if (!NAMESPACE.matcher(configured).matches()) {
                throw new InvalidConfigurationPropertyValueException(
                        "idempotency.namespace",
                        configured,
                        "It must have 1 to 64 characters, and neither a colon nor white space.");
            }
            return configured;
        }
        String applicationName = environment.getProperty("spring.application.name");
        if (!StringUtils.hasText(applicationName)) {
            logger.info(
                    "Neither idempotency.namespace nor spring.application.name is set: keys begin with '{}'."
                            + " Applications that share a store must not share a namespace.",
                    DEFAULT_NAMESPACE);
            return DEFAULT_NAMESPACE;
        }
        if (!NAMESPACE.matcher(applicationName).matches()) {
            throw new InvalidConfigurationPropertyValueException(
                    "spring.application.name",
                    applicationName,
                    "As the namespace of keys it must have 1 to 64 characters, and neither a colon nor white space."
                            + " Set idempotency.namespace to use another one.");
        }
        return applicationName;
    }

    private static ZoneId zone(@Nullable String configured) {
        if (!StringUtils.hasText(configured)) {
            return ZoneId.systemDefault();
        }
        try {
            return ZoneId.of(configured.strip());
        } catch (DateTimeException ex) {
            throw new InvalidConfigurationPropertyValueException(
                    "idempotency.zone", configured, "It must be a zone, such as Europe/Paris, UTC or +02:00.");
        }
    }

    private static void requireValid(String prefix, TaskSettings settings) {
        requirePositive(prefix + ".ttl", settings.ttl());
        requirePositive(prefix + ".lease", settings.lease());
        requirePositive(prefix + ".wait-timeout", settings.waitTimeout());
        requirePositive(prefix + ".failure-ttl", settings.failureTtl());
        requirePositive(prefix + ".backoff", settings.backoff());
        requirePositive(prefix + ".max-backoff", settings.maxBackoff());
        Double multiplier = settings.backoffMultiplier();
        if (multiplier != null && !(multiplier >= 1)) {
            throw new InvalidConfigurationPropertyValueException(
                    prefix + ".backoff-multiplier", multiplier, "It must be at least 1.");
        }
        Integer attempts = settings.maxAttempts();
        if (attempts != null && attempts < 0) {
            throw new InvalidConfigurationPropertyValueException(
                    prefix + ".max-attempts", attempts, "It must be 0, for no limit, or more.");
        }
    }

    private static void requireShorterLease(TaskSettings effective, TaskSettings configured) {
        Duration lease = effective.lease();
        Duration ttl = effective.ttl();
        if (configured.lease() != null && lease != null && ttl != null && lease.compareTo(ttl) >= 0) {
            throw new InvalidConfigurationPropertyValueException(
                    "idempotency.defaults.lease",
                    lease,
                    "It must be shorter than idempotency.defaults.ttl, which is " + ttl + ".");
        }
    }

    static void requirePositive(String property, @Nullable Duration value) {
        if (value != null && value.toMillis() <= 0) {
            throw new InvalidConfigurationPropertyValueException(
                    property, value, "It must be a positive duration of at least 1ms, such as 30s, 5m or 4h.");
        }
    }
}
