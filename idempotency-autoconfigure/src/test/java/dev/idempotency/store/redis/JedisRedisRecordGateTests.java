package dev.idempotency.store.redis;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.redis.connection.RedisConnectionFactory;

class JedisRedisRecordGateTests extends AbstractRedisRecordGateTests {

    @RegisterExtension
    static final RedisFixture redis = RedisFixture.jedis();

    @Override
    RedisConnectionFactory connectionFactory() {
        return redis.connection();
    }
}
