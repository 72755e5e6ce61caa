package dev.idempotency.store.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.idempotency.testing.RedisTestCluster;
import dev.idempotency.testing.RedisTestSentinel;
import dev.idempotency.testing.RedisTestServer;

/** Redis for a test class: a connection, and the servers where they are its own, from before its tests until after them. */
public final class RedisFixture implements BeforeAllCallback, AfterAllCallback {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Function<Deque<AutoCloseable>, Supplier<RedisConnectionFactory>> start;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private @Nullable Supplier<RedisConnectionFactory> connections;
    private @Nullable RedisConnectionFactory connection;

    /**
     * A fixture.
     *
     * @param start starts the servers, puts down what is to be closed, and says how to connect
     */
    private RedisFixture(Function<Deque<AutoCloseable>, Supplier<RedisConnectionFactory>> start) {
        this.start = start;
    }

    /** The server that all tests share, through Lettuce. */
    public static RedisFixture lettuce() {
        return new RedisFixture(open -> {
            RedisTestServer server = RedisTestServer.shared();
            return () -> RedisConnections.lettuce(server.host(), server.port());
        });
    }

    /** The server that all tests share, through Jedis. */
    public static RedisFixture jedis() {
        return new RedisFixture(open -> {
            RedisTestServer server = RedisTestServer.shared();
            return () -> RedisConnections.jedis(server.host(), server.port());
        });
    }

    /** A cluster of its own, through Lettuce. */
    public static RedisFixture lettuceOnCluster() {
        return new RedisFixture(open -> {
            RedisTestCluster cluster = RedisTestCluster.start();
            open.push(cluster);
            return () -> RedisConnections.lettuce(cluster);
        });
    }

    /** A cluster of its own, through Jedis. */
    public static RedisFixture jedisOnCluster() {
        return new RedisFixture(open -> {
            RedisTestCluster cluster = RedisTestCluster.start();
            open.push(cluster);
            return () -> RedisConnections.jedis(cluster);
        });
    }

    /** A master of its own that Sentinel names, through Lettuce. */
    public static RedisFixture lettuceBehindSentinel() {
        return new RedisFixture(open -> {
            RedisTestServer master = RedisTestServer.start();
            open.push(master);
            RedisTestSentinel sentinel = RedisTestSentinel.over(master);
            open.push(sentinel);
            return () -> RedisConnections.lettuce(sentinel, TIMEOUT);
        });
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        this.connections = this.start.apply(this.open);
        this.connection = another();
        this.open.push(() -> close(connection()));
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        while (!this.open.isEmpty()) {
            this.open.pop().close();
        }
    }

    /** The one that lasts as long as the tests. */
    public RedisConnectionFactory connection() {
        return Objects.requireNonNull(this.connection, "no test has begun");
    }

    /** One more, for the caller to {@link #close}. */
    public RedisConnectionFactory another() {
        return Objects.requireNonNull(this.connections, "no test has begun").get();
    }

    /** Closes it. */
    public static void close(RedisConnectionFactory connection) {
        if (connection instanceof LettuceConnectionFactory lettuce) {
            lettuce.destroy();
        } else if (connection instanceof JedisConnectionFactory jedis) {
            jedis.destroy();
        }
    }
}
