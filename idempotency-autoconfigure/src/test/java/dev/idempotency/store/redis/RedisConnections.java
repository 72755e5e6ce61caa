package dev.idempotency.store.redis;

import java.time.Duration;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.idempotency.testing.RedisTestCluster;
import dev.idempotency.testing.RedisTestSentinel;

/** Started connection factories of both drivers. */
public final class RedisConnections {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private RedisConnections() {}

    public static LettuceConnectionFactory lettuce(String host, int port) {
        return lettuce(host, port, TIMEOUT);
    }

    public static LettuceConnectionFactory lettuce(String host, int port, Duration timeout) {
        return started(new LettuceConnectionFactory(new RedisStandaloneConfiguration(host, port), lettuce(timeout)));
    }

    public static LettuceConnectionFactory lettuce(RedisTestCluster cluster) {
        return started(
                new LettuceConnectionFactory(new RedisClusterConfiguration(cluster.addresses()), lettuce(TIMEOUT)));
    }

    public static LettuceConnectionFactory lettuce(RedisTestSentinel sentinel, Duration timeout) {
        return started(new LettuceConnectionFactory(
                new RedisSentinelConfiguration()
                        .master(RedisTestSentinel.MASTER)
                        .sentinel(sentinel.host(), sentinel.port()),
                lettuce(timeout)));
    }

    public static JedisConnectionFactory jedis(String host, int port) {
        return started(new JedisConnectionFactory(new RedisStandaloneConfiguration(host, port), jedis()));
    }

    public static JedisConnectionFactory jedis(RedisTestCluster cluster) {
        return started(new JedisConnectionFactory(new RedisClusterConfiguration(cluster.addresses()), jedis()));
    }

    private static LettuceClientConfiguration lettuce(Duration timeout) {
        return LettuceClientConfiguration.builder()
                .commandTimeout(timeout)
                .shutdownTimeout(Duration.ZERO)
                .shutdownQuietPeriod(Duration.ZERO)
                .build();
    }

    private static JedisClientConfiguration jedis() {
        return JedisClientConfiguration.builder()
                .connectTimeout(TIMEOUT)
                .readTimeout(TIMEOUT)
                .usePooling()
                .build();
    }

    private static LettuceConnectionFactory started(LettuceConnectionFactory factory) {
        factory.afterPropertiesSet();
        factory.start();
        return factory;
    }

    private static JedisConnectionFactory started(JedisConnectionFactory factory) {
        factory.afterPropertiesSet();
        factory.start();
        return factory;
    }
}
