package dev.idempotency.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

import dev.idempotency.engine.WallClock;
import dev.idempotency.statistics.CallStatistics;
import dev.idempotency.statistics.StatisticsFlush;
import dev.idempotency.statistics.StatisticsReports;
import dev.idempotency.statistics.StatisticsStore;
import dev.idempotency.statistics.memory.MemoryStatisticsStore;
import dev.idempotency.task.IdempotencySettings;

/** Auto-configuration of the statistics: what is counted on this node, and added up where the records are. */
@AutoConfiguration(after = IdempotencyAutoConfiguration.class)
@ConditionalOnProperty(name = "idempotency.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = "idempotency.statistics.enabled", matchIfMissing = true)
@EnableConfigurationProperties(IdempotencyStatisticsProperties.class)
public final class IdempotencyStatisticsAutoConfiguration {

    @Bean
    CallStatistics idempotencyCallStatistics() {
        return new CallStatistics();
    }

    /** Beside the store that decides; where that is the application's own, in memory. */
    @Bean
    @ConditionalOnMissingBean
    StatisticsStore idempotencyStatisticsStore(
            StoreInUse store,
            IdempotencyStatisticsProperties properties,
            ObjectProvider<StatisticsStoreFactory> factories) {
        properties.validate();
        String authority = store.store().state().authority();
        return factories
                .orderedStream()
                .filter(factory -> factory.storeName().equals(authority))
                .findFirst()
                .<StatisticsStore>map(factory -> factory.create(properties.retention()))
                .orElseGet(MemoryStatisticsStore::new);
    }

    @Bean
    StatisticsReports idempotencyStatisticsReports(
            StatisticsStore store, IdempotencySettings settings, WallClock clock) {
        return new StatisticsReports(store, settings.namespace(), clock);
    }

    /** Nobody asks for this bean. */
    @Bean
    @Lazy(false)
    StatisticsFlush idempotencyStatisticsFlush(
            CallStatistics statistics,
            StatisticsStore store,
            IdempotencySettings settings,
            WallClock clock,
            IdempotencyStatisticsProperties properties) {
        return new StatisticsFlush(
                statistics, store, settings.namespace(), clock, properties.flushInterval(), properties.retention());
    }

    /** Nor for this one: what was counted since the last time is written before the connections are closed. */
    @Bean
    @Lazy(false)
    ShutdownStep idempotencyStatisticsEnd(StatisticsFlush flush) {
        return ShutdownStep.beforeConnections(flush::flush);
    }
}
