package dev.idempotency.autoconfigure;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Settings of the statistics. Nothing in here is primitive, so that a blank value means the default.
 *
 * @param enabled Whether calls are counted in the store, over all nodes and restarts.
 * @param flushInterval Pause between two times at which a node writes what it has counted.
 * @param retention How long the counts are kept. Keys that were called again are kept with them.
 */
@ConfigurationProperties("idempotency.statistics")
record IdempotencyStatisticsProperties(
        @DefaultValue("true") Boolean enabled,
        @DefaultValue("10s") Duration flushInterval,
        @DefaultValue("30d") Duration retention) {

    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(5);

    /** Refuses values that nothing can be counted with; as {@link IdempotencyRedisProperties#validate()}. */
    void validate() {
        if (this.flushInterval.toMillis() < 1 || this.flushInterval.compareTo(LONGEST_INTERVAL) > 0) {
            throw new InvalidConfigurationPropertyValueException(
                    "idempotency.statistics.flush-interval",
                    this.flushInterval,
                    "Valid values are durations from 1ms to 5m, such as 10s.");
        }
        if (this.retention.compareTo(Duration.ofHours(1)) < 0) {
            throw new InvalidConfigurationPropertyValueException(
                    "idempotency.statistics.retention",
                    this.retention,
                    "Valid values are durations of 1h or more, such as 30d. To count nothing, set"
                            + " idempotency.statistics.enabled=false.");
        }
    }
}
