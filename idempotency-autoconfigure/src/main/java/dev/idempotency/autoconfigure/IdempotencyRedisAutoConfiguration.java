package dev.idempotency.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import dev.idempotency.store.IdempotencyStore;

/** Offers the store in Redis where the application has a connection to one. */
@AutoConfiguration(afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@ConditionalOnClass(RedisConnectionFactory.class)
// Not the boolean variant: a blank value means unset.
@ConditionalOnProperty(name = "idempotency.enabled", matchIfMissing = true)
@ConditionalOnStoreType({StoreType.AUTO, StoreType.REDIS, StoreType.TIERED})
@EnableConfigurationProperties(IdempotencyRedisProperties.class)
@ImportRuntimeHints(RedisStoreRuntimeHints.class)
public final class IdempotencyRedisAutoConfiguration {

    @Bean
    @ConditionalOnSingleCandidate(RedisConnectionFactory.class)
    @ConditionalOnMissingBean(IdempotencyStore.class)
    RedisStoreFactory idempotencyRedisStoreFactory(
            RedisConnectionFactory connectionFactory, IdempotencyRedisProperties properties) {
        properties.validate();
        return new RedisStoreFactory(connectionFactory, properties);
    }
}
