package dev.idempotency.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.ReturnType;

import dev.idempotency.store.AbstractIdempotencyStoreContractTests;
import dev.idempotency.store.IdempotencyStore;

/** The contract on a real Redis. Its clock cannot be set, so a record is aged by moving its times into the past. */
abstract class AbstractRedisStoreContractTests extends AbstractIdempotencyStoreContractTests {

    private static final int BLOCKED_UNTIL = 42;
    private static final int EXPIRES = 54;

    private final String keyPrefix = "test-" + UUID.randomUUID();
    private final IdempotencyStore store = new RedisIdempotencyStore(connectionFactory(), this.keyPrefix);

    /** Leads to the server; shared by the tests of a class. */
    abstract RedisConnectionFactory connectionFactory();

    @Override
    protected final IdempotencyStore store() {
        return this.store;
    }

    @Override
    protected final void passBlockedUntil(String key) {
        moveToNow(key, BLOCKED_UNTIL);
    }

    /** Leaves the key: the scripts must see by themselves that it has expired. */
    final void moveExpiryToNow(String key) {
        moveToNow(key, BLOCKED_UNTIL);
        moveToNow(key, EXPIRES);
    }

    /** What the server does when it finds that a key has expired. */
    final void removeExpired(String key) {
        try (RedisConnection connection = connectionFactory().getConnection()) {
            connection.keyCommands().pExpire(redisKey(key), 0);
        }
    }

    private void moveToNow(String key, int offset) {
        String script = """
                local time = redis.call('TIME')
                local now = time[1] * 1000 + math.floor(time[2] / 1000)
                return redis.call('SETRANGE', KEYS[1], ARGV[1], struct.pack('>I6', now))
                """;
        try (RedisConnection connection = connectionFactory().getConnection()) {
            connection
                    .scriptingCommands()
                    .eval(bytes(script), ReturnType.INTEGER, 1, redisKey(key), bytes(Integer.toString(offset)));
        }
    }

    private byte[] redisKey(String key) {
        return bytes(this.keyPrefix + ":" + key);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
