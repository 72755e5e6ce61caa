package dev.idempotency.autoconfigure;

import java.time.Duration;

import org.springframework.data.redis.connection.RedisConnectionFactory;

import dev.idempotency.statistics.redis.RedisStatisticsStore;

/** Makes statistics in Redis. Does not connect. */
record RedisStatisticsStoreFactory(RedisConnectionFactory connectionFactory, IdempotencyRedisProperties properties)
        implements StatisticsStoreFactory {

    @Override
    public String storeName() {
        return "redis";
    }

    @Override
    public RedisStatisticsStore create(Duration retention) {
        return new RedisStatisticsStore(this.connectionFactory, this.properties.keyPrefix(), retention);
    }
}
