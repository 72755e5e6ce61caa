package dev.idempotency.store.redis;

import org.junit.jupiter.api.AfterAll;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.idempotency.testing.RedisTestServer;

/** Expired records still stand here when they are asked for. */
class LettuceRedisIdempotencyStoreTests extends AbstractRedisStoreContractTests {

    private static final LettuceConnectionFactory connections = RedisConnections.lettuce(
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
        moveExpiryToNow(key);
    }
}
