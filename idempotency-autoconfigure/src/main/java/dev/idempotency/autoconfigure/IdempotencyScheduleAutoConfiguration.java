package dev.idempotency.autoconfigure;

import java.time.ZoneId;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.aop.IdempotentMethods;
import dev.idempotency.aop.ScheduledMethods;
import dev.idempotency.engine.WallClock;
import dev.idempotency.registry.ScheduleRepairs;
import dev.idempotency.schedule.AnalysisSettings;
import dev.idempotency.schedule.ApplicationSchedules;
import dev.idempotency.schedule.FireTimeCapture;
import dev.idempotency.schedule.RegisteredSchedule;
import dev.idempotency.schedule.ScheduleDefinition;
import dev.idempotency.schedule.ScheduleInspector;
import dev.idempotency.schedule.ScheduleListener;
import dev.idempotency.schedule.ScheduleRegistry;

/** Auto-configuration of what tells {@code @Scheduled} methods their nominal fire times, and analyses them. */
@AutoConfiguration
@ConditionalOnProperty(name = "idempotency.enabled", matchIfMissing = true)
@EnableConfigurationProperties({IdempotencyProperties.class, IdempotencyScheduleProperties.class})
public final class IdempotencyScheduleAutoConfiguration {

    private static final Logger logger = LoggerFactory.getLogger(IdempotencyScheduleAutoConfiguration.class);

    @Bean
    ApplicationSchedules idempotencyApplicationSchedules(
            IdempotencyProperties properties,
            IdempotencyScheduleProperties schedules,
            ObjectProvider<IdempotentMethods> methods,
            ObjectProvider<ScheduleListener> listener,
            ConfigurableListableBeanFactory beanFactory) {
        return new ApplicationSchedules(
                WallClock.system(),
                () -> new ScheduledMethods(methods.getObject(), beanFactory),
                properties.keepAlive().enabled(),
                schedules.missing(),
                schedules.resourcesOfSchedules(),
                listener.getIfAvailable(() -> new ScheduleListener() {}));
    }

    @Bean
    FireTimeCapture idempotencyFireTimeCapture(
            ApplicationSchedules schedules, IdempotencyScheduleProperties properties) {
        return new FireTimeCapture(schedules, properties.validate() != IdempotencyScheduleProperties.Validate.EXIT);
    }

    @Bean
    ScheduleInspector idempotencyScheduleInspector(
            ApplicationSchedules schedules,
            IdempotencyScheduleProperties properties,
            ObjectProvider<ThreadPoolTaskScheduler> schedulers,
            ObjectProvider<ScheduleRegistry> registry) {
        properties.validateValues();
        return new ScheduleInspector(
                () -> schedules.with(
                        registered(registry, properties.validate() == IdempotencyScheduleProperties.Validate.EXIT)),
                () -> AnalysisSettings.in(ZoneId.systemDefault())
                        .poolSize(poolSize(properties, schedulers.getIfUnique()))
                        .hotspotThreshold(properties.hotspotThreshold()),
                WallClock.system());
    }

    /**
     * What is registered.
     *
     * @param required whether an analysis without it would be wrong
     */
    private static List<ScheduleDefinition> registered(ObjectProvider<ScheduleRegistry> registry, boolean required) {
        try {
            return registry.stream()
                    .flatMap(each -> each.all().stream())
                    .map(RegisteredSchedule::definition)
                    .toList();
        } catch (IdempotencyStoreException ex) {
            if (required) {
                throw ex;
            }
            logger.warn("The analysis is without registered schedules, which cannot be read. {}", ex.getMessage());
            return List.of();
        }
    }

    private static int poolSize(IdempotencyScheduleProperties properties, @Nullable ThreadPoolTaskScheduler scheduler) {
        if (properties.poolSize() != null) {
            return properties.poolSize();
        }
        return scheduler == null
                ? 1
                : Math.max(1, scheduler.getScheduledThreadPoolExecutor().getCorePoolSize());
    }

    @Bean
    ScheduleValidation idempotencyScheduleValidation(
            ScheduleInspector inspector,
            IdempotencyScheduleProperties properties,
            ObjectProvider<ScheduleRepairs> repairs,
            ObjectProvider<ProcessExit> exit) {
        return new ScheduleValidation(inspector, properties, repairs, exit.getIfAvailable(() -> System::exit));
    }
}
