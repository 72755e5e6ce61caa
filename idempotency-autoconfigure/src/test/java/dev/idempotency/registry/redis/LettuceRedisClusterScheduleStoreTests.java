package dev.idempotency.registry.redis;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import dev.idempotency.store.redis.RedisFixture;

/** The contract on three masters. */
class LettuceRedisClusterScheduleStoreTests extends AbstractRedisScheduleStoreTests {

    @RegisterExtension
    static final RedisFixture redis = RedisFixture.lettuceOnCluster();

    @Override
    RedisConnectionFactory connectionFactory() {
        return redis.connection();
    }
}
