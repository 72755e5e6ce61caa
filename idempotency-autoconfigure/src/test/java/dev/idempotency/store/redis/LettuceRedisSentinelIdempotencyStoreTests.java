package dev.idempotency.store.redis;

import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.idempotency.testing.RedisTestSentinel;
import dev.idempotency.testing.RedisTestServer;

/** The contract where Sentinel says which server is the master. */
class LettuceRedisSentinelIdempotencyStoreTests extends AbstractRedisStoreContractTests {

    private static RedisTestServer master;
    private static RedisTestSentinel sentinel;
    private static LettuceConnectionFactory connections;

    @BeforeAll
    static void connect() {
        master = RedisTestServer.start();
        sentinel = RedisTestSentinel.over(master);
        connections = RedisConnections.lettuce(sentinel, Duration.ofSeconds(10));
    }

    @AfterAll
    static void disconnect() {
        connections.destroy();
        sentinel.close();
        master.close();
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
