package dev.idempotency.autoconfigure;

import java.util.stream.Stream;

import org.springframework.aop.Advisor;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

import dev.idempotency.DistributedLocks;
import dev.idempotency.IdempotencyKeyGenerator;
import dev.idempotency.IdempotencyListener;
import dev.idempotency.IdempotencyRecords;
import dev.idempotency.IdempotencyTemplate;
import dev.idempotency.ResultSerializer;
import dev.idempotency.aop.BeanMethods;
import dev.idempotency.aop.CallKeys;
import dev.idempotency.aop.IdempotentBeansCheck;
import dev.idempotency.aop.IdempotentMethodParser;
import dev.idempotency.aop.IdempotentMethods;
import dev.idempotency.aop.IdempotentProxyArranger;
import dev.idempotency.aop.Interception;
import dev.idempotency.engine.EngineListener;
import dev.idempotency.engine.ExecutionObserver;
import dev.idempotency.engine.IdempotencyEngine;
import dev.idempotency.engine.PeriodicCleanup;
import dev.idempotency.engine.WallClock;
import dev.idempotency.result.JsonResultSerializer;
import dev.idempotency.result.ResultCodec;
import dev.idempotency.statistics.StatisticsReports;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.task.IdempotencySettings;
import dev.idempotency.task.SpringTransactionBoundary;
import dev.idempotency.task.StoredRecords;
import dev.idempotency.task.TaskCalls;
import dev.idempotency.task.TaskFactory;
import dev.idempotency.task.TaskKeys;
import dev.idempotency.task.TaskRegistry;
import dev.idempotency.task.TransactionBoundary;
import dev.idempotency.template.RequestedTasks;
import dev.idempotency.template.TaskTemplate;

/** Auto-configuration of the engine, and of the interceptors that lead {@code @Idempotent} methods to it. */
@AutoConfiguration(
        after = {
            AopAutoConfiguration.class,
            IdempotencyJdbcAutoConfiguration.class,
            IdempotencyRedisAutoConfiguration.class,
            IdempotencyTieredAutoConfiguration.class
        })
@ConditionalOnProperty(name = "idempotency.enabled", matchIfMissing = true)
@EnableConfigurationProperties(IdempotencyProperties.class)
@Import(AutoProxyRegistrar.class)
public final class IdempotencyAutoConfiguration {

    private static final String TRANSACTIONS =
            "org.springframework.transaction.support.TransactionSynchronizationManager";

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static Interception idempotencyInterception(BeanFactory beanFactory) {
        return new Interception(
                () -> beanFactory.getBean(IdempotentMethods.class),
                () -> beanFactory.getBean(CallKeys.class),
                () -> beanFactory.getBean(TaskCalls.class));
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static Advisor idempotencyRunAdvisor(Interception interception) {
        return interception.run();
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static IdempotentProxyArranger idempotentProxyArranger(Interception interception) {
        return new IdempotentProxyArranger(interception);
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static IdempotentBeansCheck idempotentBeansCheck(
            ConfigurableListableBeanFactory beanFactory, IdempotentProxyArranger arranger) {
        return new IdempotentBeansCheck(beanFactory, arranger);
    }

    @Bean
    IdempotencySettings idempotencySettings(IdempotencyProperties properties, Environment environment) {
        return SettingsFactory.create(properties, environment);
    }

    @Bean
    Scopes idempotencyScopes(ConfigurableListableBeanFactory beanFactory) {
        return new Scopes(beanFactory);
    }

    @Bean
    TaskFactory idempotencyTaskFactory(IdempotencySettings settings, Scopes scopes) {
        return new TaskFactory(settings, scopes::contains);
    }

    @Bean
    TaskRegistry idempotencyTaskRegistry() {
        return new TaskRegistry();
    }

    @Bean
    IdempotentMethods idempotentMethods(
            TaskFactory tasks, TaskRegistry registry, ConfigurableListableBeanFactory beanFactory) {
        return new IdempotentMethods(new IdempotentMethodParser(tasks, beanFactory), registry);
    }

    @Bean
    @ConditionalOnMissingBean
    WallClock idempotencyWallClock() {
        return WallClock.system();
    }

    @Bean
    @ConditionalOnMissingBean
    IdempotencyStore idempotencyStore(
            IdempotencyProperties properties, ObjectProvider<StoreFactory> factories, WallClock clock) {
        return new StoreSelection(factories.orderedStream().toList(), clock)
                .select(properties.store().type());
    }

    /** Whoever made the store, this is how the library uses it. */
    @Bean
    StoreInUse idempotencyStoreInUse(IdempotencyStore store, ObjectProvider<StoreDecorator> decorators) {
        IdempotencyStore decorated = store;
        for (StoreDecorator decorator : decorators.orderedStream().toList()) {
            decorated = decorator.apply(decorated);
        }
        return new StoreInUse(decorated);
    }

    @Bean
    IdempotencyEngine idempotencyEngine(
            StoreInUse store,
            WallClock clock,
            IdempotencyProperties properties,
            ObjectProvider<EngineListener> listeners,
            ObjectProvider<IdempotencyListener> own,
            ObjectProvider<ExecutionObserver> observer) {
        return new IdempotencyEngine(
                store.store(),
                clock,
                properties.keepAlive().enabled(),
                Stream.concat(listeners.orderedStream(), own.orderedStream().map(ListenerBridge::new))
                        .toList(),
                observer.getIfAvailable(() -> ExecutionObserver.NONE));
    }

    /** What runs, and what waits in the queues of executors, is given the time to end. */
    @Bean
    @Lazy(false)
    ShutdownStep idempotencyShutdownWait(IdempotencyEngine engine) {
        return ShutdownStep.afterExecutors(engine::whenIdle);
    }

    /** What did not begin in that time is free for other nodes at once. */
    @Bean
    @Lazy(false)
    ShutdownStep idempotencyShutdownGiveBack(IdempotencyEngine engine) {
        return ShutdownStep.beforeConnections(engine::giveBackWhatWaits);
    }

    @Bean
    EventPublisher idempotencyEventPublisher(ApplicationEventPublisher publisher) {
        return new EventPublisher(publisher);
    }

    @Bean
    @ConditionalOnMissingBean
    ResultSerializer idempotencyResultSerializer() {
        return new JsonResultSerializer();
    }

    @Bean
    TaskKeys idempotencyTaskKeys(IdempotencySettings settings, WallClock clock, Scopes scopes) {
        return new TaskKeys(settings, clock, scopes::resolver);
    }

    @Bean
    CallKeys idempotencyCallKeys(TaskKeys keys, ObjectProvider<IdempotencyKeyGenerator> generator) {
        return new CallKeys(keys, generator.getIfAvailable());
    }

    @Bean
    TaskCalls idempotencyTaskCalls(
            IdempotencyEngine engine, ResultSerializer serializer, IdempotencyProperties properties) {
        long maxSize = properties.result().maxSize().toBytes();
        if (maxSize <= 0) {
            throw new InvalidConfigurationPropertyValueException(
                    "idempotency.result.max-size",
                    properties.result().maxSize(),
                    "It must be positive, such as 64KB or 1MB.");
        }
        return new TaskCalls(engine, new ResultCodec(serializer, maxSize), transactionBoundary());
    }

    private static TransactionBoundary transactionBoundary() {
        return ClassUtils.isPresent(TRANSACTIONS, IdempotencyAutoConfiguration.class.getClassLoader())
                ? new SpringTransactionBoundary()
                : TransactionBoundary.none();
    }

    @Bean
    @ConditionalOnMissingBean
    IdempotencyTemplate idempotencyTemplate(TaskFactory tasks, TaskRegistry registry, TaskKeys keys, TaskCalls calls) {
        return new TaskTemplate(new RequestedTasks(tasks, registry, keys), calls);
    }

    @Bean
    @ConditionalOnMissingBean
    IdempotencyRecords idempotencyRecords(
            StoreInUse store,
            TaskRegistry registry,
            TaskFactory tasks,
            TaskKeys keys,
            IdempotencySettings settings,
            WallClock clock,
            ObjectProvider<StatisticsReports> statistics) {
        return new StoredRecords(store.store(), registry, tasks, keys, settings, clock, statistics.getIfAvailable());
    }

    /** Nobody asks for this bean, nor for the shutdown steps, so they must not wait for that. */
    @Bean
    @Lazy(false)
    @ConditionalOnProperty(name = "idempotency.cleanup.enabled", matchIfMissing = true)
    PeriodicCleanup idempotencyRecordCleanup(
            StoreInUse store, IdempotencyProperties properties, ObjectProvider<DistributedLocks> locks) {
        IdempotencyProperties.Cleanup cleanup = properties.cleanup();
        SettingsFactory.requirePositive("idempotency.cleanup.interval", cleanup.interval());
        if (cleanup.batchSize() < 1) {
            throw new InvalidConfigurationPropertyValueException(
                    "idempotency.cleanup.batch-size", cleanup.batchSize(), "It must be at least 1.");
        }
        return new PeriodicCleanup(
                "records", store.store()::purge, cleanup.interval(), cleanup.batchSize(), locks.getIfUnique());
    }

    @Bean
    BeanMethods idempotencyBeanMethods(ConfigurableListableBeanFactory beanFactory, IdempotentMethods methods) {
        return new BeanMethods(beanFactory, methods);
    }

    @Bean
    StartupReport idempotencyStartupReport(
            IdempotentMethods methods, BeanMethods beans, StoreInUse store, IdempotencySettings settings) {
        return new StartupReport(methods, beans, store, settings);
    }
}
