package dev.idempotency.lock.postgres;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import dev.idempotency.lock.AbstractLockProviderContractTests;
import dev.idempotency.lock.LockProvider;
import dev.idempotency.lock.jdbc.LockAging;
import dev.idempotency.store.jdbc.PostgresDatabase;

class PostgresAdvisoryLockProviderTests extends AbstractLockProviderContractTests {

    private static PostgresDatabase database;

    /** Every lock that a test leaves held has one of its connections; the next test begins with none. */
    private HikariDataSource dataSource;

    @BeforeAll
    static void prepare() {
        database = PostgresDatabase.create().withTable();
    }

    @BeforeEach
    void openPool() {
        this.dataSource = database.pool(settings -> {
            settings.setMaximumPoolSize(70);
            settings.setMinimumIdle(1);
        });
    }

    @AfterEach
    void closePool() {
        this.dataSource.close();
    }

    @Override
    protected LockProvider provider() {
        return new PostgresAdvisoryLockProvider(this.dataSource, "idempotency_", null);
    }

    @Override
    protected boolean hasLeases() {
        return false;
    }

    @Override
    protected void passLease(String name) {
        throw new UnsupportedOperationException("There is no lease");
    }

    @Override
    protected void setClockBack(String name) {
        new LockAging(this.dataSource).setClockBack(name);
    }
}
