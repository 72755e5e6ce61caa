package dev.idempotency.autoconfigure;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Settings of the Redis store.
 *
 * @param keyPrefix What the names of the store's Redis keys begin with, before a colon. No other application may write
 *     below it.
 * @param minReplicasAck How many replicas must have a claim or a completion before it counts. More than zero needs
 *     Lettuce and a single master, and costs a round trip for each.
 * @param ackTimeout How long to wait for the replicas that have to acknowledge.
 */
@ConfigurationProperties("idempotency.redis")
public record IdempotencyRedisProperties(
        @DefaultValue(IdempotencyRedisProperties.DEFAULT_KEY_PREFIX)
        String keyPrefix,

        @DefaultValue("0") Integer minReplicasAck,
        @DefaultValue("100ms") Duration ackTimeout) {

    private static final String DEFAULT_KEY_PREFIX = "idempotency";

    // An Integer, since a blank value, which means unset, does not bind to an int.
    public IdempotencyRedisProperties {
        keyPrefix = keyPrefix.isBlank() ? DEFAULT_KEY_PREFIX : keyPrefix.strip();
    }

    /**
     * Refuses values that the store cannot work with. Not in the constructor: the failure analysis of an exception that
     * binding throws would speak of the binding.
     */
    void validate() {
        if (this.minReplicasAck < 0) {
            throw new InvalidConfigurationPropertyValueException(
                    "idempotency.redis.min-replicas-ack",
                    this.minReplicasAck,
                    "Valid values are 0, not to wait for replicas, and every number of replicas above it.");
        }
        if (this.ackTimeout.toMillis() < 1) {
            throw new InvalidConfigurationPropertyValueException(
                    "idempotency.redis.ack-timeout",
                    this.ackTimeout,
                    "Valid values are durations of 1ms or more, such as 100ms.");
        }
    }
}
