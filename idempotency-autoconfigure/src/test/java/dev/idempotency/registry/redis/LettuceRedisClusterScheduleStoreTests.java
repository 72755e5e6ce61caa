package dev.idempotency.registry.redis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.idempotency.store.redis.RedisConnections;
import dev.idempotency.testing.RedisTestCluster;

/** The contract on three masters. */
class LettuceRedisClusterScheduleStoreTests extends AbstractRedisScheduleStoreTests {

    private static RedisTestCluster cluster;
    private static LettuceConnectionFactory connections;

    @BeforeAll
    static void connect() {
        cluster = RedisTestCluster.start();
        connections = RedisConnections.lettuce(cluster);
    }

    @AfterAll
    static void disconnect() {
        connections.destroy();
        cluster.close();
    }

    @Override
    RedisConnectionFactory connectionFactory() {
        return connections;
    }
}
