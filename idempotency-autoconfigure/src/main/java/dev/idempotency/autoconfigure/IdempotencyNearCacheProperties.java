package dev.idempotency.autoconfigure;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Settings of the near cache. Nothing in here is primitive, so that a blank value means the default.
 *
 * @param enabled Whether completed records are cached in the memory of each node. What is forgotten on one node may then
 *     be answered on another for as long as the cache keeps it.
 * @param maxSize Most records that are cached.
 * @param ttl How long a record is cached at most.
 */
@ConfigurationProperties("idempotency.near-cache")
record IdempotencyNearCacheProperties(
        @DefaultValue("false") Boolean enabled,
        @DefaultValue("10000") Long maxSize,
        @DefaultValue("1m") Duration ttl) {

    /** Refuses values that the cache cannot work with; as {@link IdempotencyRedisProperties#validate()}. */
    void validate() {
        if (this.maxSize < 1) {
            throw new InvalidConfigurationPropertyValueException(
                    "idempotency.near-cache.max-size", this.maxSize, "It must be at least 1.");
        }
        if (this.ttl.toMillis() < 1) {
            throw new InvalidConfigurationPropertyValueException(
                    "idempotency.near-cache.ttl", this.ttl, "Valid values are durations of 1ms or more, such as 1m.");
        }
    }
}
