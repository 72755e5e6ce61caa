package dev.idempotency.lock.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import dev.idempotency.store.jdbc.MariaDatabase;

class MariaDbLockProviderTests extends AbstractJdbcLockProviderTests {

    private static MariaDatabase database;
    private static HikariDataSource pool;

    @BeforeAll
    static void prepare() {
        database = MariaDatabase.create().withTable();
        pool = database.pool();
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @Override
    HikariDataSource pool() {
        return pool;
    }

    @Override
    HikariDataSource anotherPool() {
        return database.pool();
    }
}
