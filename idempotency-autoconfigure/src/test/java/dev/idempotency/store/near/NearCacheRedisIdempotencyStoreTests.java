package dev.idempotency.store.near;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterAll;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.idempotency.store.AbstractIdempotencyStoreContractTests;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.redis.RedisConnections;
import dev.idempotency.store.redis.RedisIdempotencyStore;
import dev.idempotency.testing.RedisTestServer;

/** As in front of memory, in front of a real Redis. */
class NearCacheRedisIdempotencyStoreTests extends AbstractIdempotencyStoreContractTests {

    private static final LettuceConnectionFactory connections = RedisConnections.lettuce(
            RedisTestServer.shared().host(), RedisTestServer.shared().port());

    private final String keyPrefix = "test-" + UUID.randomUUID();
    private final AtomicReference<Duration> passed = new AtomicReference<>(Duration.ZERO);
    private final IdempotencyStore store = new NearCacheIdempotencyStore(
            new RedisIdempotencyStore(connections, this.keyPrefix),
            10_000,
            Duration.ofDays(1),
            InstantSource.system(),
            () -> System.nanoTime() + this.passed.get().toNanos());

    @AfterAll
    static void disconnect() {
        connections.destroy();
    }

    @Override
    protected IdempotencyStore store() {
        return this.store;
    }

    @Override
    protected void passBlockedUntil(String key) {
        moveToNow(key, 42);
    }

    @Override
    protected void passExpiry(String key) {
        moveToNow(key, 42);
        moveToNow(key, 54);
        this.passed.updateAndGet(before -> before.plus(Duration.ofHours(3)));
    }

    /** The offsets are those of the record's layout. */
    private void moveToNow(String key, int offset) {
        String script = """
                local time = redis.call('TIME')
                local now = time[1] * 1000 + math.floor(time[2] / 1000)
                return redis.call('SETRANGE', KEYS[1], ARGV[1], struct.pack('>I6', now))
                """;
        try (RedisConnection connection = connections.getConnection()) {
            connection
                    .scriptingCommands()
                    .eval(
                            bytes(script),
                            ReturnType.INTEGER,
                            1,
                            bytes(this.keyPrefix + ":" + key),
                            bytes(Integer.toString(offset)));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
