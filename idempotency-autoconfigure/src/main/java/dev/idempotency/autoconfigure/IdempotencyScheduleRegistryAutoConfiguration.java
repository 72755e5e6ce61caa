package dev.idempotency.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.task.ThreadPoolTaskSchedulerBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import dev.idempotency.IdempotencyTemplate;
import dev.idempotency.engine.WallClock;
import dev.idempotency.registry.RegisteredScheduleRunner;
import dev.idempotency.registry.ScheduleRepairs;
import dev.idempotency.registry.ScheduleStore;
import dev.idempotency.registry.StoredScheduleRegistry;
import dev.idempotency.registry.memory.MemoryScheduleStore;
import dev.idempotency.schedule.ApplicationSchedules;
import dev.idempotency.schedule.RegisteredTriggers;
import dev.idempotency.schedule.ScheduleHandler;
import dev.idempotency.schedule.ScheduleInspector;
import dev.idempotency.schedule.ScheduleRegistry;
import dev.idempotency.task.IdempotencySettings;
import dev.idempotency.task.ReturnShape;
import dev.idempotency.task.Task;
import dev.idempotency.task.TaskDefinition;
import dev.idempotency.task.TaskFactory;
import dev.idempotency.task.TaskSettings;

/** Auto-configuration of schedules that are registered while the application runs: kept where the records are. */
@AutoConfiguration(after = {IdempotencyAutoConfiguration.class, IdempotencyScheduleAutoConfiguration.class})
@ConditionalOnProperty(name = "idempotency.enabled", matchIfMissing = true)
public final class IdempotencyScheduleRegistryAutoConfiguration {

    /** Beside the store that decides; where that is the application's own, in memory. */
    @Bean
    @ConditionalOnMissingBean
    ScheduleStore idempotencyScheduleStore(StoreInUse store, ObjectProvider<ScheduleStoreFactory> factories) {
        String authority = store.store().state().authority();
        return factories
                .orderedStream()
                .filter(factory -> factory.storeName().equals(authority))
                .findFirst()
                .map(factory -> factory.schedules().get())
                .orElseGet(MemoryScheduleStore::new);
    }

    @Bean
    @ConditionalOnMissingBean(ScheduleRegistry.class)
    StoredScheduleRegistry idempotencyScheduleRegistry(
            ScheduleStore store, IdempotencySettings settings, WallClock clock) {
        return new StoredScheduleRegistry(store, settings.namespace(), clock);
    }

    @Bean
    ScheduleRepairs idempotencyScheduleRepairs(ScheduleRegistry registry, ScheduleInspector inspector) {
        return new ScheduleRepairs(registry, inspector);
    }

    /** Nobody asks for this bean. */
    @Bean
    @Lazy(false)
    @ConditionalOnBean({ScheduleHandler.class, StoredScheduleRegistry.class})
    RegisteredScheduleLifecycle idempotencyRegisteredScheduleLifecycle(
            StoredScheduleRegistry registry,
            ListableBeanFactory beans,
            ApplicationSchedules schedules,
            IdempotencyScheduleProperties properties,
            TaskFactory tasks,
            IdempotencyTemplate template,
            ObjectProvider<ThreadPoolTaskSchedulerBuilder> builder) {
        properties.validateValues();
        TaskScheduler scheduler = applicationScheduler(beans);
        ThreadPoolTaskScheduler own = scheduler == null ? scheduler(builder) : null;
        RegisteredTriggers triggers = new RegisteredTriggers(
                scheduler == null ? own : scheduler,
                schedules,
                properties.missing(),
                properties.validate() != IdempotencyScheduleProperties.Validate.EXIT);
        RegisteredScheduleRunner runner = new RegisteredScheduleRunner(
                registry,
                beans.getBeansOfType(ScheduleHandler.class),
                leases(tasks),
                triggers,
                template,
                properties.refresh());
        return new RegisteredScheduleLifecycle(runner, own);
    }

    /** The one that {@code @Scheduled} methods use; {@code null} if the application has none, or several. */
    private static @Nullable TaskScheduler applicationScheduler(ListableBeanFactory beans) {
        Map<String, TaskScheduler> all = beans.getBeansOfType(TaskScheduler.class);
        return all.size() == 1
                ? all.values().iterator().next()
                : all.get(ScheduledAnnotationBeanPostProcessor.DEFAULT_TASK_SCHEDULER_BEAN_NAME);
    }

    /** One with the settings of {@code spring.task.scheduling}. */
    private static ThreadPoolTaskScheduler scheduler(ObjectProvider<ThreadPoolTaskSchedulerBuilder> builder) {
        ThreadPoolTaskScheduler scheduler =
                builder.getIfAvailable(ThreadPoolTaskSchedulerBuilder::new).build();
        scheduler.initialize();
        return scheduler;
    }

    /** A task that its properties switch off is not protected. */
    private static Function<String, @Nullable Duration> leases(TaskFactory tasks) {
        return name -> {
            Task task = tasks.create(new TaskDefinition(name, TaskSettings.EMPTY, "", "", "", ReturnShape.VOID));
            return task.enabled() ? task.policy().lease() : null;
        };
    }
}
