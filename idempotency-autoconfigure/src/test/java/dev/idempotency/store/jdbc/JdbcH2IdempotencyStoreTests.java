package dev.idempotency.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import dev.idempotency.store.AbstractIdempotencyStoreContractTests;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.jdbc.IdempotencySchemaInitializer.Mode;

class JdbcH2IdempotencyStoreTests extends AbstractIdempotencyStoreContractTests {

    private static final HikariDataSource dataSource = new HikariDataSource();

    @BeforeAll
    static void prepare() {
        dataSource.setJdbcUrl("jdbc:h2:mem:contract;DB_CLOSE_DELAY=-1");
        new IdempotencySchemaInitializer(dataSource, "idempotency_", null, Mode.FLYWAY, null).initialize();
    }

    @AfterAll
    static void close() {
        dataSource.close();
    }

    @Override
    protected IdempotencyStore store() {
        return new JdbcIdempotencyStore(dataSource, "idempotency_", null);
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
