package dev.idempotency.store.redis;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/** Where copies lie on three masters. */
class JedisRedisClusterRecordGateTests extends AbstractRedisRecordGateTests {

    @RegisterExtension
    static final RedisFixture redis = RedisFixture.jedisOnCluster();

    @Override
    RedisConnectionFactory connectionFactory() {
        return redis.connection();
    }
}
