package dev.idempotency.store.tiered;

import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

import dev.idempotency.store.AbstractIdempotencyStoreContractTests;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.jdbc.IdempotencySchemaInitializer;
import dev.idempotency.store.jdbc.IdempotencySchemaInitializer.Mode;
import dev.idempotency.store.jdbc.JdbcIdempotencyStore;
import dev.idempotency.store.jdbc.RecordAging;

/** The contract while every call to the gate fails, given up or tried again. */
class TieredWithoutGateTests extends AbstractIdempotencyStoreContractTests {

    private static final HikariDataSource dataSource = new HikariDataSource();

    private final TestGate gate = new TestGate();
    private final TieredIdempotencyStore store = new TieredIdempotencyStore(
            new JdbcIdempotencyStore(dataSource, "idempotency_", null),
            this.gate,
            new TieredIdempotencyStore.Settings(Duration.ofSeconds(10), 50, Duration.ofMillis(1)),
            state -> {});

    TieredWithoutGateTests() {
        this.gate.become(TestGate.Mood.FAILS);
    }

    @BeforeAll
    static void prepare() {
        dataSource.setJdbcUrl("jdbc:h2:mem:tiered-without-gate;DB_CLOSE_DELAY=-1");
        new IdempotencySchemaInitializer(dataSource, "idempotency_", null, Mode.ALWAYS, null).initialize();
    }

    @AfterEach
    void stop() {
        this.store.close();
    }

    @AfterAll
    static void close() {
        dataSource.close();
    }

    @Override
    protected IdempotencyStore store() {
        return this.store;
    }

    @Override
    protected void passBlockedUntil(String key) {
        new RecordAging(dataSource).passBlockedUntil(key);
    }

    @Override
    protected void passExpiry(String key) {
        new RecordAging(dataSource).passExpiry(key);
    }
}
