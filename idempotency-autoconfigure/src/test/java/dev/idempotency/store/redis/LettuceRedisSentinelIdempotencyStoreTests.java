package dev.idempotency.store.redis;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/** The contract where Sentinel says which server is the master. */
class LettuceRedisSentinelIdempotencyStoreTests extends AbstractRedisStoreContractTests {

    @RegisterExtension
    static final RedisFixture redis = RedisFixture.lettuceBehindSentinel();

    @Override
    RedisConnectionFactory connectionFactory() {
        return redis.connection();
    }

    @Override
    protected void passExpiry(String key) {
        moveExpiryToNow(key);
    }
}
