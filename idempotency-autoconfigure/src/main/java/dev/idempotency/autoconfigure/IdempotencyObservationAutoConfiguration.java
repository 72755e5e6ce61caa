package dev.idempotency.autoconfigure;

import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

import dev.idempotency.metrics.ClaimObservationConvention;
import dev.idempotency.metrics.ExecutionObservationConvention;
import dev.idempotency.metrics.MicrometerExecutionObserver;

/** Auto-configuration of the observations of claims and executions, which become spans where a tracer is. */
@AutoConfiguration(
        afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
        before = IdempotencyAutoConfiguration.class)
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(ObservationRegistry.class)
@ConditionalOnProperty(name = "idempotency.enabled", matchIfMissing = true)
public final class IdempotencyObservationAutoConfiguration {

    @Bean
    MicrometerExecutionObserver idempotencyExecutionObserver(
            ObservationRegistry registry,
            ObjectProvider<ClaimObservationConvention> claims,
            ObjectProvider<ExecutionObservationConvention> executions) {
        return new MicrometerExecutionObserver(registry, claims.getIfUnique(), executions.getIfUnique());
    }
}
