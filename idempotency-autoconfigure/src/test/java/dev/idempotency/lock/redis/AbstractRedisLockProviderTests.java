package dev.idempotency.lock.redis;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.ReturnType;

import dev.idempotency.lock.AbstractLockProviderContractTests;
import dev.idempotency.lock.LockProvider;

/** The contract on a real Redis. Its clock cannot be set, so a lock is aged by changing what it says. */
abstract class AbstractRedisLockProviderTests extends AbstractLockProviderContractTests {

    private static final String PASS_LEASE = """
            return redis.call('SETRANGE', KEYS[1], 25, struct.pack('>I8', 1))
            """;

    private static final String TEN_DAYS_MORE = """
            local token = struct.unpack('>I8', redis.call('GETRANGE', KEYS[1], 17, 24))
            return redis.call('SETRANGE', KEYS[1], 17, struct.pack('>I8', token + 864000000000))
            """;

    private final String keyPrefix = "test-" + UUID.randomUUID();

    /** Leads to the server; shared by the tests of a class. */
    abstract RedisConnectionFactory connectionFactory();

    @Override
    protected final LockProvider provider() {
        return new RedisLockProvider(connectionFactory(), this.keyPrefix);
    }

    @Override
    protected final void passLease(String name) {
        change(name, PASS_LEASE);
    }

    @Override
    protected final void setClockBack(String name) {
        change(name, TEN_DAYS_MORE);
    }

    private void change(String name, String script) {
        try (RedisConnection connection = connectionFactory().getConnection()) {
            byte[] key = (this.keyPrefix + ":lock:" + name).getBytes(StandardCharsets.UTF_8);
            connection.scriptingCommands().eval(script.getBytes(StandardCharsets.UTF_8), ReturnType.INTEGER, 1, key);
        }
    }
}
