package dev.idempotency.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

import dev.idempotency.metrics.MeteredIdempotencyStore;
import dev.idempotency.metrics.MicrometerEngineListener;
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
    MicrometerScheduleListener idempotencyMicrometerScheduleListener(MeterRegistry registry) {
        return new MicrometerScheduleListener(registry);
    }

    @Bean
    StoreDecorator idempotencyStoreMeters(MeterRegistry registry) {
        return store -> new MeteredIdempotencyStore(store, registry);
    }
}
