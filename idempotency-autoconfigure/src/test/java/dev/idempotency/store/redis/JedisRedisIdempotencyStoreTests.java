package dev.idempotency.store.redis;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/** Expired records are gone here before they are asked for. */
class JedisRedisIdempotencyStoreTests extends AbstractRedisStoreContractTests {

    @RegisterExtension
    static final RedisFixture redis = RedisFixture.jedis();

    @Override
    RedisConnectionFactory connectionFactory() {
        return redis.connection();
    }

    @Override
    protected void passExpiry(String key) {
        removeExpired(key);
    }
}
