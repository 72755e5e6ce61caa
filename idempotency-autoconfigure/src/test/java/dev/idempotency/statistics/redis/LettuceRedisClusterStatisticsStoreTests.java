package dev.idempotency.statistics.redis;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import dev.idempotency.store.redis.RedisFixture;

/** The contract where slots lie on three masters. */
class LettuceRedisClusterStatisticsStoreTests extends AbstractRedisStatisticsStoreTests {

    @RegisterExtension
    static final RedisFixture redis = RedisFixture.lettuceOnCluster();

    @Override
    RedisConnectionFactory connectionFactory() {
        return redis.connection();
    }
}
