package dev.idempotency.autoconfigure;

import com.github.benmanes.caffeine.cache.Cache;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import dev.idempotency.metrics.MeteredIdempotencyStore;
import dev.idempotency.metrics.MicrometerEngineListener;
import dev.idempotency.metrics.MicrometerLockListener;
import dev.idempotency.metrics.MicrometerScheduleListener;

/** Auto-configuration of the meters. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration"
        },
        before = {IdempotencyAutoConfiguration.class, IdempotencyScheduleAutoConfiguration.class})
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnProperty(name = "idempotency.enabled", matchIfMissing = true)
public final class IdempotencyMetricsAutoConfiguration {

    @Bean
    MicrometerEngineListener idempotencyMicrometerListener(MeterRegistry registry) {
        return new MicrometerEngineListener(registry);
    }

    @Bean
    MicrometerLockListener idempotencyMicrometerLockListener(MeterRegistry registry) {
        return new MicrometerLockListener(registry);
    }

    @Bean
    MicrometerScheduleListener idempotencyMicrometerScheduleListener(MeterRegistry registry) {
        return new MicrometerScheduleListener(registry);
    }

    @Bean
    @Order(0)
    StoreDecorator idempotencyStoreMeters(MeterRegistry registry) {
        return store -> new MeteredIdempotencyStore(store, registry);
    }

    /** The near cache by Micrometer's own meters of caches: {@code cache.gets} and others. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Cache.class)
    static class NearCacheMeters {

        @Bean
        NearCacheListener idempotencyNearCacheMeters(MeterRegistry registry) {
            return cache -> CaffeineCacheMetrics.monitor(registry, cache, "idempotency-near-cache");
        }
    }
}
