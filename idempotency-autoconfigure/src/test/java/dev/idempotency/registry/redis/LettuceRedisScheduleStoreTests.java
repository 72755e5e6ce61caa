package dev.idempotency.registry.redis;

import org.junit.jupiter.api.AfterAll;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.idempotency.store.redis.RedisConnections;
import dev.idempotency.testing.RedisTestServer;

class LettuceRedisScheduleStoreTests extends AbstractRedisScheduleStoreTests {

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
}
