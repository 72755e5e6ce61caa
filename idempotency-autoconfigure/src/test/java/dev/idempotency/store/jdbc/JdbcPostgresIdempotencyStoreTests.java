package dev.idempotency.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import dev.idempotency.store.AbstractIdempotencyStoreContractTests;
import dev.idempotency.store.IdempotencyStore;

class JdbcPostgresIdempotencyStoreTests extends AbstractIdempotencyStoreContractTests {

    private static HikariDataSource dataSource;

    @BeforeAll
    static void prepare() {
        dataSource = PostgresDatabase.create().withTable().pool();
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
