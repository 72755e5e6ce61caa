package dev.idempotency.statistics.redis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.idempotency.store.redis.RedisConnections;
import dev.idempotency.testing.RedisTestCluster;

/** The contract where slots lie on three masters. */
class LettuceRedisClusterStatisticsStoreTests extends AbstractRedisStatisticsStoreTests {

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
