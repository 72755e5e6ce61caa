package dev.idempotency.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;

import dev.idempotency.engine.WallClock;
import dev.idempotency.store.near.NearCacheIdempotencyStore;
import dev.idempotency.test.SettableClock;

/** Puts a cache of completed records around the store, if it is switched on. */
@AutoConfiguration(before = IdempotencyAutoConfiguration.class)
@ConditionalOnProperty(name = "idempotency.enabled", matchIfMissing = true)
@EnableConfigurationProperties(IdempotencyNearCacheProperties.class)
public final class IdempotencyNearCacheAutoConfiguration {

    /** Around everything else: meters of the store count what reaches the store. */
    @Bean
    @Order
    StoreDecorator idempotencyNearCache(
            IdempotencyNearCacheProperties properties,
            WallClock clock,
            ObjectProvider<NearCacheListener> listeners,
            ResourceLoader resources) {
        properties.validate();
        if (!properties.enabled() || clock instanceof SettableClock) {
            // A test that sets the clock must not be answered by a cache that does not follow it.
            return store -> store;
        }
        if (!ClassUtils.isPresent("com.github.benmanes.caffeine.cache.Caffeine", resources.getClassLoader())) {
            throw new InvalidConfigurationPropertyValueException(
                    "idempotency.near-cache.enabled",
                    true,
                    "The near cache needs com.github.ben-manes.caffeine:caffeine, which idempotency-starter brings.");
        }
        return store -> {
            NearCacheIdempotencyStore cached =
                    new NearCacheIdempotencyStore(store, properties.maxSize(), properties.ttl(), clock);
            listeners.orderedStream().forEach(listener -> listener.onMade(cached.cache()));
            return cached;
        };
    }
}
