package dev.idempotency.autoconfigure;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import dev.idempotency.task.TaskSettings;

/**
 * Properties of all tasks. Those of single tasks, {@code idempotency.tasks.*}, are bound by {@link TaskSettingsBinder},
 * because task names have dots. Nothing in here is primitive, so that a blank value means the default.
 *
 * @param enabled Whether @Idempotent methods are protected at all.
 * @param namespace First part of every key, which keeps applications apart; by default the application's name.
 * @param zone Zone of time windows, such as Europe/Paris; by default the JVM's.
 * @param store Where the records are.
 * @param defaults What holds for tasks where nothing else is said.
 * @param categories Settings that tasks inherit by their category. Shipped are default (24h), critical (4h), high-priority
 *     (2h), report (24h), email (2h) and maintenance (12h).
 * @param result How results are stored.
 * @param keepAlive Renewal of the leases of running executions.
 * @param lock Where distributed locks are.
 * @param cleanup Removal of expired records.
 */
@ConfigurationProperties("idempotency")
record IdempotencyProperties(
        @DefaultValue("true") Boolean enabled,
        @Nullable String namespace,
        @Nullable String zone,
        @DefaultValue Store store,
        @NestedConfigurationProperty @Nullable TaskSettings defaults,
        @Nullable Map<String, TaskSettings> categories,
        @DefaultValue Result result,
        @DefaultValue KeepAlive keepAlive,
        @DefaultValue Lock lock,
        @DefaultValue Cleanup cleanup) {

    /**
     * Where the records are.
     *
     * @param type Kind of store: auto takes the DataSource or the Redis connection that the application has, and where it
     *     has both, the DataSource with Redis in front of it.
     */
    record Store(@DefaultValue("auto") StoreType type) {}

    /**
     * How results are stored.
     *
     * @param maxSize Most bytes that are stored of a result; the completion of a larger one is recorded without it.
     * @param serializer Format of stored results.
     */
    record Result(
            @DefaultValue("1MB") DataSize maxSize,
            @DefaultValue("json") SerializerType serializer) {}

    /** The values of {@code idempotency.result.serializer}. */
    enum SerializerType {

        /** JSON, by a mapper of this library's own. */
        JSON
    }

    /**
     * Renewal of the leases of running executions.
     *
     * @param enabled Whether the leases of running executions are renewed.
     */
    record KeepAlive(@DefaultValue("true") Boolean enabled) {}

    /**
     * Where distributed locks are.
     *
     * @param provider Kind of locks: auto keeps them where the records are.
     */
    record Lock(@DefaultValue("auto") LockProviderType provider) {}

    /**
     * Removal of expired records.
     *
     * @param enabled Whether expired records are removed, where the store does not do so by itself.
     * @param interval Pause between two rounds.
     * @param batchSize Most records that are removed at once.
     */
    record Cleanup(
            @DefaultValue("true") Boolean enabled,
            @DefaultValue("1m") Duration interval,
            @DefaultValue("5000") Integer batchSize) {}
}
