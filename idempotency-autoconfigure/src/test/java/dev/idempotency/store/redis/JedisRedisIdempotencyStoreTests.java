package dev.idempotency.store.redis;

import org.junit.jupiter.api.AfterAll;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;

import dev.idempotency.testing.RedisTestServer;

/** Expired records are gone here before they are asked for. */
class JedisRedisIdempotencyStoreTests extends AbstractRedisStoreContractTests {

    private static final JedisConnectionFactory connections = RedisConnections.jedis(
            RedisTestServer.shared().host(), RedisTestServer.shared().port());

    @AfterAll
    static void disconnect() {
        connections.destroy();
    }

    @Override
    RedisConnectionFactory connectionFactory() {
        return connections;
    }

    @Override
    protected void passExpiry(String key) {
        removeExpired(key);
    }
}
