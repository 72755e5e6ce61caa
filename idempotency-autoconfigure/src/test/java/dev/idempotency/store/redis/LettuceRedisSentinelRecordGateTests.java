package dev.idempotency.store.redis;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/** Where Sentinel says which server is the master. */
class LettuceRedisSentinelRecordGateTests extends AbstractRedisRecordGateTests {

    @RegisterExtension
    static final RedisFixture redis = RedisFixture.lettuceBehindSentinel();

    @Override
    RedisConnectionFactory connectionFactory() {
        return redis.connection();
    }
}
