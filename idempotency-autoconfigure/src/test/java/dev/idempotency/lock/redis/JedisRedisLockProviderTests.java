package dev.idempotency.lock.redis;

import org.junit.jupiter.api.AfterAll;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;

import dev.idempotency.store.redis.RedisConnections;
import dev.idempotency.testing.RedisTestServer;

class JedisRedisLockProviderTests extends AbstractRedisLockProviderTests {

    private static final JedisConnectionFactory connections = connect();

    private static JedisConnectionFactory connect() {
        return RedisConnections.jedis(
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
        return false;
    }
}
