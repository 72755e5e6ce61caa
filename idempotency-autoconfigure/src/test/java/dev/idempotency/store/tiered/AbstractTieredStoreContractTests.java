package dev.idempotency.store.tiered;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.idempotency.store.AbstractIdempotencyStoreContractTests;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.jdbc.JdbcIdempotencyStore;
import dev.idempotency.store.jdbc.RecordAging;
import dev.idempotency.store.redis.RedisConnections;
import dev.idempotency.store.redis.RedisIdempotencyStore;
import dev.idempotency.testing.RedisTestServer;

/** The contract with a real Redis in front of a database. Time passes for the record and for its copy. */
abstract class AbstractTieredStoreContractTests extends AbstractIdempotencyStoreContractTests {

    private final LettuceConnectionFactory connections = RedisConnections.lettuce(
            RedisTestServer.shared().host(), RedisTestServer.shared().port());

    private final String keyPrefix = "test-" + UUID.randomUUID();
    private final TieredIdempotencyStore store = new TieredIdempotencyStore(
            new JdbcIdempotencyStore(dataSource(), "idempotency_", null),
            RedisIdempotencyStore.gate(this.connections, this.keyPrefix, Duration.ofHours(1)),
            new TieredIdempotencyStore.Settings(Duration.ofSeconds(10), 50, Duration.ofSeconds(10)),
            state -> {});

    /** The database; shared by the tests of a class. */
    abstract DataSource dataSource();

    @AfterEach
    void stop() {
        this.store.close();
        this.connections.destroy();
    }

    @Override
    protected IdempotencyStore store() {
        return this.store;
    }

    @Override
    protected void passBlockedUntil(String key) {
        new RecordAging(dataSource()).passBlockedUntil(key);
    }

    @Override
    protected void passExpiry(String key) {
        new RecordAging(dataSource()).passExpiry(key);
        try (RedisConnection connection = this.connections.getConnection()) {
            connection.keyCommands().pExpire((this.keyPrefix + ":" + key).getBytes(StandardCharsets.UTF_8), 0);
        }
    }
}
