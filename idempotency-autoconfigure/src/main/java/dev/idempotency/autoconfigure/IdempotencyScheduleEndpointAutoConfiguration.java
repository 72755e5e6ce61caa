package dev.idempotency.autoconfigure;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import dev.idempotency.actuate.IdempotencySchedulesEndpoint;
import dev.idempotency.engine.WallClock;
import dev.idempotency.schedule.ApplicationSchedules;
import dev.idempotency.schedule.ScheduleInspector;
import dev.idempotency.schedule.ScheduleRegistry;

/** Auto-configuration of the endpoint that shows the application's schedules. */
@AutoConfiguration(
        after = {IdempotencyScheduleAutoConfiguration.class, IdempotencyScheduleRegistryAutoConfiguration.class})
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(IdempotencySchedulesEndpoint.class)
@ConditionalOnBean(ScheduleInspector.class)
public final class IdempotencyScheduleEndpointAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    IdempotencySchedulesEndpoint idempotencySchedulesEndpoint(
            ScheduleInspector inspector, ApplicationSchedules schedules, ScheduleRegistry registry) {
        return new IdempotencySchedulesEndpoint(inspector, schedules, registry, WallClock.system());
    }
}
