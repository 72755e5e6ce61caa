package dev.idempotency.lock.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import dev.idempotency.store.jdbc.PostgresDatabase;

class PostgresLockProviderTests extends AbstractJdbcLockProviderTests {

    private static PostgresDatabase database;
    private static HikariDataSource pool;

    @BeforeAll
    static void prepare() {
        database = PostgresDatabase.create().withTable();
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
