package dev.idempotency.autoconfigure;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import dev.idempotency.DistributedLocks;
import dev.idempotency.IdempotencyRecords;
import dev.idempotency.IdempotencyTemplate;
import dev.idempotency.engine.WallClock;
import dev.idempotency.lock.LockProvider;
import dev.idempotency.lock.ProvidedLocks;
import dev.idempotency.lock.memory.MemoryLockProvider;
import dev.idempotency.registry.StoredScheduleRegistry;
import dev.idempotency.registry.memory.MemoryScheduleStore;
import dev.idempotency.schedule.ScheduleRegistry;
import dev.idempotency.template.UnprotectedTemplate;

/** Auto-configuration of nothing: says that tasks are not protected. */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "idempotency.enabled", havingValue = false)
public final class IdempotencyDisabledAutoConfiguration {

    private static final Logger logger = LoggerFactory.getLogger(IdempotencyDisabledAutoConfiguration.class);

    IdempotencyDisabledAutoConfiguration() {
        logger.warn("idempotency.enabled is false: @Idempotent methods run every time they are called, and distributed"
                + " locks exclude this process's own threads only, and registered schedules do not run");
    }

    /** Applications that look records up start all the same. */
    @Bean
    @ConditionalOnMissingBean
    IdempotencyRecords idempotencyRecords() {
        return new NoRecords();
    }

    /** So do those that run things by hand. */
    @Bean
    @ConditionalOnMissingBean
    IdempotencyTemplate idempotencyTemplate() {
        return new UnprotectedTemplate();
    }

    /** So do those that register schedules. */
    @Bean
    @ConditionalOnMissingBean
    ScheduleRegistry idempotencyScheduleRegistry() {
        return new StoredScheduleRegistry(new MemoryScheduleStore(), "application", WallClock.system());
    }

    /** So do those that lock. Threads of this process still exclude each other: to run at once would be no way to run. */
    @Bean
    @ConditionalOnMissingBean
    DistributedLocks idempotencyDistributedLocks(ObjectProvider<LockProvider> own) {
        return new ProvidedLocks(own.getIfUnique(MemoryLockProvider::new), "application", List.of());
    }
}
