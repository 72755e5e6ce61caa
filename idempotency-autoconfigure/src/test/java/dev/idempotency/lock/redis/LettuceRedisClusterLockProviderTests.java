package dev.idempotency.lock.redis;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import dev.idempotency.store.redis.RedisFixture;

/** The contract where locks lie on three masters. */
class LettuceRedisClusterLockProviderTests extends AbstractRedisLockProviderTests {

    @RegisterExtension
    static final RedisFixture redis = RedisFixture.lettuceOnCluster();

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

    @Override
    boolean countsAllSubscribers() {
        return false;
    }
}
