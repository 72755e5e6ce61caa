package dev.idempotency.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

import dev.idempotency.DistributedLocks;
import dev.idempotency.lock.LockListener;
import dev.idempotency.lock.LockProvider;
import dev.idempotency.lock.ProvidedLocks;
import dev.idempotency.lock.ReleaseNews;
import dev.idempotency.task.IdempotencySettings;

/** Auto-configuration of the distributed locks. */
@AutoConfiguration(after = IdempotencyAutoConfiguration.class)
@ConditionalOnProperty(name = "idempotency.enabled", matchIfMissing = true)
public final class IdempotencyLockAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    LockProvider idempotencyLockProvider(
            IdempotencyProperties properties, StoreInUse store, ObjectProvider<LockProviderFactory> factories) {
        return new LockProviderSelection(factories.orderedStream().toList())
                .select(properties.lock().provider(), store.store().name());
    }

    @Bean
    @ConditionalOnMissingBean
    DistributedLocks idempotencyDistributedLocks(
            LockProvider provider, IdempotencySettings settings, ObjectProvider<LockListener> listeners) {
        return new ProvidedLocks(
                provider, settings.namespace(), listeners.orderedStream().toList());
    }

    /** Nobody asks for this bean. */
    @Bean
    @Lazy(false)
    ShutdownStep idempotencyReleaseNewsEnd(LockProvider provider) {
        return ShutdownStep.beforeConnections(() -> {
            if (provider instanceof ReleaseNews news) {
                news.stopListening();
            }
        });
    }

    /** Nor for this one. */
    @Bean
    @Lazy(false)
    @ConditionalOnProperty(name = "idempotency.cleanup.enabled", matchIfMissing = true)
    TokenCleanup idempotencyTokenCleanup(
            LockProvider provider, IdempotencyProperties properties, DistributedLocks locks) {
        return new TokenCleanup(provider, properties.cleanup().batchSize(), locks);
    }
}
