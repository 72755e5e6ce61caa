package dev.idempotency.lock.redis;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import dev.idempotency.store.redis.RedisFixture;

/** The contract where Sentinel says which server is the master. */
class LettuceRedisSentinelLockProviderTests extends AbstractRedisLockProviderTests {

    @RegisterExtension
    static final RedisFixture redis = RedisFixture.lettuceBehindSentinel();

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
        return true;
    }
}
