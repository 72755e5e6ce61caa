package dev.idempotency.lock.redis;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import dev.idempotency.store.redis.RedisFixture;

class JedisRedisLockProviderTests extends AbstractRedisLockProviderTests {

    @RegisterExtension
    static final RedisFixture redis = RedisFixture.jedis();

    @Override
    RedisConnectionFactory connectionFactory() {
        return redis.connection();
    }

    @Override
    RedisConnectionFactory ownConnectionFactory() {
        return redis.another();
    }

    @Override
    boolean hearsOfReleases() {
        return false;
    }
}
