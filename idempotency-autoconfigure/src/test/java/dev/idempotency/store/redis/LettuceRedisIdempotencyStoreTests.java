package dev.idempotency.store.redis;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/** Expired records still stand here when they are asked for. */
class LettuceRedisIdempotencyStoreTests extends AbstractRedisStoreContractTests {

    @RegisterExtension
    static final RedisFixture redis = RedisFixture.lettuce();

    @Override
    RedisConnectionFactory connectionFactory() {
        return redis.connection();
    }

    @Override
    protected void passExpiry(String key) {
        moveExpiryToNow(key);
    }
}
