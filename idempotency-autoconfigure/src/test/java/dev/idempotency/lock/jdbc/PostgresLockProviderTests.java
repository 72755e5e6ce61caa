package dev.idempotency.lock.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import dev.idempotency.lock.AbstractLockProviderContractTests;
import dev.idempotency.lock.LockProvider;
import dev.idempotency.store.jdbc.PostgresDatabase;

class PostgresLockProviderTests extends AbstractLockProviderContractTests {

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
    protected LockProvider provider() {
        return new JdbcLockProvider(dataSource, "idempotency_", null);
    }

    @Override
    protected void passLease(String name) {
        new LockAging(dataSource).passLease(name);
    }

    @Override
    protected void setClockBack(String name) {
        new LockAging(dataSource).setClockBack(name);
    }
}
