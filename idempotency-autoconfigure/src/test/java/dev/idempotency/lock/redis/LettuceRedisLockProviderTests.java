package dev.idempotency.lock.redis;

import org.junit.jupiter.api.AfterAll;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.idempotency.store.redis.RedisConnections;
import dev.idempotency.testing.RedisTestServer;

class LettuceRedisLockProviderTests extends AbstractRedisLockProviderTests {

    private static final LettuceConnectionFactory connections = connect();

    private static LettuceConnectionFactory connect() {
        return RedisConnections.lettuce(
                RedisTestServer.shared().host(), RedisTestServer.shared().port());
    }

    @AfterAll
    static void disconnect() {
        connections.destroy();
    }

    @Override
    RedisConnectionFactory connectionFactory() {
        return connections;
    }

    @Override
    RedisConnectionFactory ownConnectionFactory() {
        return connect();
    }

    @Override
    boolean hearsOfReleases() {
        return true;
    }
}
