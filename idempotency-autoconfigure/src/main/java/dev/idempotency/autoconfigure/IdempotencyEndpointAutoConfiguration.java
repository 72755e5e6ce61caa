package dev.idempotency.autoconfigure;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

import dev.idempotency.IdempotencyRecords;
import dev.idempotency.actuate.IdempotencyEndpoint;
import dev.idempotency.aop.BeanMethods;
import dev.idempotency.task.IdempotencySettings;
import dev.idempotency.task.TaskRegistry;

/** Auto-configuration of the endpoint {@code idempotency}. */
@AutoConfiguration(after = IdempotencyAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(IdempotencyEndpoint.class)
@ConditionalOnProperty(name = "idempotency.enabled", matchIfMissing = true)
public final class IdempotencyEndpointAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    IdempotencyEndpoint idempotencyEndpoint(
            StoreInUse store,
            BeanMethods methods,
            TaskRegistry tasks,
            IdempotencyRecords records,
            IdempotencySettings settings) {
        return new IdempotencyEndpoint(store.store(), methods, tasks, records, settings.namespace());
    }
}
