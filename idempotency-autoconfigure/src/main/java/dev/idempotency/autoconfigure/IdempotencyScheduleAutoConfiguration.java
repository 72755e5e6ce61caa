package dev.idempotency.autoconfigure;

import java.time.ZoneId;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import dev.idempotency.aop.IdempotentMethods;
import dev.idempotency.aop.ScheduledMethods;
import dev.idempotency.engine.WallClock;
import dev.idempotency.schedule.AnalysisSettings;
import dev.idempotency.schedule.ApplicationSchedules;
import dev.idempotency.schedule.FireTimeCapture;
import dev.idempotency.schedule.ScheduleInspector;
import dev.idempotency.schedule.ScheduleListener;

/** Auto-configuration of what tells {@code @Scheduled} methods their nominal fire times, and analyses them. */
@AutoConfiguration
@ConditionalOnProperty(name = "idempotency.enabled", matchIfMissing = true)
@EnableConfigurationProperties({IdempotencyProperties.class, IdempotencyScheduleProperties.class})
public final class IdempotencyScheduleAutoConfiguration {

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
            ObjectProvider<ThreadPoolTaskScheduler> schedulers) {
        properties.validateValues();
        return new ScheduleInspector(
                schedules::all,
                () -> AnalysisSettings.in(ZoneId.systemDefault())
                        .poolSize(poolSize(properties, schedulers.getIfUnique()))
                        .hotspotThreshold(properties.hotspotThreshold()),
                WallClock.system());
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
            ScheduleInspector inspector, IdempotencyScheduleProperties properties, ObjectProvider<ProcessExit> exit) {
        return new ScheduleValidation(inspector, properties, exit.getIfAvailable(() -> System::exit));
    }
}
