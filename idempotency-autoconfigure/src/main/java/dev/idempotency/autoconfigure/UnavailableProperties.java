package dev.idempotency.autoconfigure;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Documented properties that have no effect in this version: a value other than the default stops the application
 * rather than being ignored.
 */
final class UnavailableProperties {

    private static final Map<String, List<String>> TOLERATED = Map.of(
            "idempotency.near-cache.enabled", List.of("false"),
            "idempotency.lock.provider", List.of("auto"));

    private UnavailableProperties() {}

    static void refuse(Environment environment) {
        TOLERATED.forEach((property, tolerated) -> {
            String value = environment.getProperty(property);
            if (StringUtils.hasText(value) && !tolerated.contains(value.strip().toLowerCase(Locale.ROOT))) {
                throw new InvalidConfigurationPropertyValueException(
                        property, value, "It is not available yet in this version; remove it.");
            }
        });
    }
}
