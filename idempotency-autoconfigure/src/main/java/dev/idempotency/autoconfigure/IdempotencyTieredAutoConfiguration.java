package dev.idempotency.autoconfigure;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

/** Offers the store in a database with Redis in front of it, where the application has both. */
@AutoConfiguration(after = {IdempotencyJdbcAutoConfiguration.class, IdempotencyRedisAutoConfiguration.class})
@ConditionalOnClass(CircuitBreaker.class)
@ConditionalOnStoreType({StoreType.AUTO, StoreType.TIERED})
@ConditionalOnBean({JdbcStoreFactory.class, RedisStoreFactory.class})
@EnableConfigurationProperties(IdempotencyTieredProperties.class)
public final class IdempotencyTieredAutoConfiguration {

    @Bean
    TieredStoreFactory idempotencyTieredStoreFactory(
            JdbcStoreFactory jdbc,
            RedisStoreFactory redis,
            IdempotencyTieredProperties properties,
            ApplicationEventPublisher publisher) {
        properties.validate();
        return new TieredStoreFactory(jdbc, redis, properties, publisher);
    }
}
