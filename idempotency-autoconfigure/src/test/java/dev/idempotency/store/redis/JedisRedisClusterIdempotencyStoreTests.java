package dev.idempotency.store.redis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;

import dev.idempotency.testing.RedisTestCluster;

/** The contract where keys lie on three masters. */
class JedisRedisClusterIdempotencyStoreTests extends AbstractRedisStoreContractTests {

    private static RedisTestCluster cluster;
    private static JedisConnectionFactory connections;

    @BeforeAll
    static void connect() {
        cluster = RedisTestCluster.start();
        connections = RedisConnections.jedis(cluster);
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

    @Override
    protected void passExpiry(String key) {
        removeExpired(key);
    }
}
