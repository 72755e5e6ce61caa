package dev.idempotency.autoconfigure;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import dev.idempotency.store.tiered.TieredIdempotencyStore;

/**
 * Settings of the tiered store: Redis in front of a database. Nothing in here is primitive, so that a blank value means
 * the default.
 *
 * @param timeout How long a call waits for Redis before it asks the database.
 * @param copyTtl How long Redis answers for a completed record before the database is asked once again.
 * @param circuitBreaker When Redis is given up for a while.
 */
@ConfigurationProperties("idempotency.tiered")
record IdempotencyTieredProperties(
        @DefaultValue("250ms") Duration timeout,
        @DefaultValue("10m") Duration copyTtl,
        @DefaultValue CircuitBreaker circuitBreaker) {

    /** What the store is made with. */
    TieredIdempotencyStore.Settings settings() {
        return new TieredIdempotencyStore.Settings(
                this.timeout, this.circuitBreaker.failureRateThreshold(), this.circuitBreaker.openFor());
    }

    /** Refuses values that the store cannot work with; as {@link IdempotencyRedisProperties#validate()}. */
    void validate() {
        requireMillisecond("idempotency.tiered.timeout", this.timeout);
        requireMillisecond("idempotency.tiered.copy-ttl", this.copyTtl);
        requireMillisecond("idempotency.tiered.circuit-breaker.open-for", this.circuitBreaker.openFor());
        int threshold = this.circuitBreaker.failureRateThreshold();
        if (threshold < 1 || threshold > 100) {
            throw new InvalidConfigurationPropertyValueException(
                    "idempotency.tiered.circuit-breaker.failure-rate-threshold",
                    threshold,
                    "Valid values are percentages from 1 to 100.");
        }
    }

    private static void requireMillisecond(String property, Duration value) {
        if (value.toMillis() < 1) {
            throw new InvalidConfigurationPropertyValueException(
                    property, value, "Valid values are durations of 1ms or more, such as 10s.");
        }
    }

    /**
     * When Redis is given up for a while.
     *
     * @param failureRateThreshold Percentage of failed or late calls from which on Redis is given up.
     * @param openFor How long Redis is given up for before a call tries it again.
     */
    record CircuitBreaker(
            @DefaultValue("50") Integer failureRateThreshold,
            @DefaultValue("10s") Duration openFor) {}
}
