package dev.idempotency.store.redis;

import java.time.Duration;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Started connection factories of both drivers. */
public final class RedisConnections {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private RedisConnections() {}

    public static LettuceConnectionFactory lettuce(String host, int port) {
        return lettuce(host, port, TIMEOUT);
    }

    public static LettuceConnectionFactory lettuce(String host, int port, Duration timeout) {
        LettuceConnectionFactory factory = new LettuceConnectionFactory(
                new RedisStandaloneConfiguration(host, port),
                LettuceClientConfiguration.builder()
                        .commandTimeout(timeout)
                        .shutdownTimeout(Duration.ZERO)
                        .shutdownQuietPeriod(Duration.ZERO)
                        .build());
        factory.afterPropertiesSet();
        factory.start();
        return factory;
    }

    public static JedisConnectionFactory jedis(String host, int port) {
        JedisConnectionFactory factory = new JedisConnectionFactory(
                new RedisStandaloneConfiguration(host, port),
                JedisClientConfiguration.builder()
                        .connectTimeout(TIMEOUT)
                        .readTimeout(TIMEOUT)
                        .usePooling()
                        .build());
        factory.afterPropertiesSet();
        factory.start();
        return factory;
    }
}
