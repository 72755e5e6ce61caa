package dev.idempotency.store.redis;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.idempotency.testing.RedisTestCluster;
import dev.idempotency.testing.RedisTestServer;

import static org.assertj.core.api.Assertions.assertThat;

class RedisSettingsTests {

    private static List<String> concerns(RedisConnectionFactory connections) {
        return new RedisIdempotencyStore(connections, "settings").concerns();
    }

    @Test
    void areOfConcernWhereRecordsMayBeEvictedThroughEitherDriver() {
        try (RedisTestServer server = RedisTestServer.start("maxmemory-policy allkeys-lru", "appendonly yes")) {
            LettuceConnectionFactory lettuce = RedisConnections.lettuce(server.host(), server.port());
            JedisConnectionFactory jedis = RedisConnections.jedis(server.host(), server.port());
            try {
                for (RedisConnectionFactory connections : List.of(lettuce, jedis)) {
                    assertThat(concerns(connections))
                            .singleElement()
                            .asString()
                            .contains("maxmemory-policy is 'allkeys-lru'", "runs again", "Set it to 'noeviction'");
                }
            } finally {
                lettuce.destroy();
                jedis.destroy();
            }
        }
    }

    @Test
    void areOfConcernWhereACrashForgetsRecordsOnACluster() {
        try (RedisTestCluster cluster = RedisTestCluster.start()) {
            LettuceConnectionFactory connections = RedisConnections.lettuce(cluster);
            try {
                assertThat(concerns(connections)).singleElement().asString().contains("append-only file", "'yes'");
            } finally {
                connections.destroy();
            }
        }
    }

    @Test
    void areOfNoConcernWhereNothingIsLost() {
        assertThat(new RedisSettings("noeviction", true).concerns()).isEmpty();
    }
}
