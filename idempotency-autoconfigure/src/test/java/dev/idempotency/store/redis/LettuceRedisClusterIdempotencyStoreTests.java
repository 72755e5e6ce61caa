package dev.idempotency.store.redis;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/** The contract where keys lie on three masters. */
class LettuceRedisClusterIdempotencyStoreTests extends AbstractRedisStoreContractTests {

    @RegisterExtension
    static final RedisFixture redis = RedisFixture.lettuceOnCluster();

    @Override
    RedisConnectionFactory connectionFactory() {
        return redis.connection();
    }

    @Override
    protected void passExpiry(String key) {
        moveExpiryToNow(key);
    }
}
