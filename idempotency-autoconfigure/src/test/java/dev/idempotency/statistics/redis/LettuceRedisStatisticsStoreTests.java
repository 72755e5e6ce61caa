package dev.idempotency.statistics.redis;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import dev.idempotency.store.redis.RedisFixture;

class LettuceRedisStatisticsStoreTests extends AbstractRedisStatisticsStoreTests {

    @RegisterExtension
    static final RedisFixture redis = RedisFixture.lettuce();

    @Override
    RedisConnectionFactory connectionFactory() {
        return redis.connection();
    }
}
