package dev.idempotency.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

import dev.idempotency.registry.ScheduleRow;

/** The scripts of what is in Redis, and what is JSON there, for a native image. */
final class RedisStoreRuntimeHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.resources()
                .registerPattern("dev/idempotency/store/redis/*.lua")
                .registerPattern("dev/idempotency/lock/redis/*.lua")
                .registerPattern("dev/idempotency/statistics/redis/*.lua")
                .registerPattern("dev/idempotency/registry/redis/*.lua");
        new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(), ScheduleRow.class);
    }
}
