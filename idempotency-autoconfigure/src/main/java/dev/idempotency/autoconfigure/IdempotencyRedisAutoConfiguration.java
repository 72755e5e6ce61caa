package dev.idempotency.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import dev.idempotency.registry.redis.RedisScheduleStore;
import dev.idempotency.store.IdempotencyStore;

/** Offers the store and the locks in Redis where the application has a connection to one. */
@AutoConfiguration(afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@ConditionalOnClass(RedisConnectionFactory.class)
// Not the boolean variant: a blank value means unset.
@ConditionalOnProperty(name = "idempotency.enabled", matchIfMissing = true)
@Conditional(OnRedisCondition.class)
@EnableConfigurationProperties(IdempotencyRedisProperties.class)
@ImportRuntimeHints(RedisStoreRuntimeHints.class)
public final class IdempotencyRedisAutoConfiguration {

    @Bean
    @ConditionalOnStoreType({StoreType.AUTO, StoreType.REDIS, StoreType.TIERED})
    @ConditionalOnSingleCandidate(RedisConnectionFactory.class)
    @ConditionalOnMissingBean(IdempotencyStore.class)
    RedisStoreFactory idempotencyRedisStoreFactory(
            RedisConnectionFactory connectionFactory, IdempotencyRedisProperties properties) {
        properties.validate();
        return new RedisStoreFactory(connectionFactory, properties);
    }

    @Bean
    @ConditionalOnSingleCandidate(RedisConnectionFactory.class)
    RedisLockProviderFactory idempotencyRedisLockProviderFactory(
            RedisConnectionFactory connectionFactory, IdempotencyRedisProperties properties) {
        return new RedisLockProviderFactory(connectionFactory, properties);
    }

    @Bean
    @ConditionalOnSingleCandidate(RedisConnectionFactory.class)
    RedisStatisticsStoreFactory idempotencyRedisStatisticsStoreFactory(
            RedisConnectionFactory connectionFactory, IdempotencyRedisProperties properties) {
        return new RedisStatisticsStoreFactory(connectionFactory, properties);
    }

    @Bean
    @ConditionalOnSingleCandidate(RedisConnectionFactory.class)
    ScheduleStoreFactory idempotencyRedisScheduleStoreFactory(
            RedisConnectionFactory connectionFactory, IdempotencyRedisProperties properties) {
        return new ScheduleStoreFactory(
                "redis", () -> new RedisScheduleStore(connectionFactory, properties.keyPrefix()));
    }

    @Bean
    @ConditionalOnStoreType({StoreType.AUTO, StoreType.REDIS})
    @ConditionalOnSingleCandidate(RedisConnectionFactory.class)
    RedisServerCheck idempotencyRedisServerCheck(ObjectProvider<IdempotencyStore> store) {
        return new RedisServerCheck(store);
    }
}
