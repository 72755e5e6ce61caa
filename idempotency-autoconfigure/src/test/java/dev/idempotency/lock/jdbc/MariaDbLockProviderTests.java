package dev.idempotency.lock.jdbc;

import java.util.Optional;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.idempotency.lock.AbstractLockProviderContractTests;
import dev.idempotency.lock.LockProvider;
import dev.idempotency.store.jdbc.MariaDatabase;

class MariaDbLockProviderTests extends AbstractLockProviderContractTests {

    private static MariaDatabase database;
    private static HikariDataSource dataSource;

    @BeforeAll
    static void prepare() {
        database = MariaDatabase.create().withTable();
        dataSource = database.pool();
    }

    @AfterAll
    static void close() {
        dataSource.close();
    }

    @Test
    void isHeldFromTheGrantOnWhateverBecomesOfTheCallersTransaction() {
        new TransactionTemplate(new DataSourceTransactionManager(dataSource)).executeWithoutResult(transaction -> {
            granted("in a transaction");
            contended("in a transaction");
            transaction.setRollbackOnly();
        });

        contended("in a transaction");
    }

    @Override
    protected LockProvider provider() {
        return new JdbcLockProvider(dataSource, "idempotency_", null);
    }

    @Override
    protected Optional<Severable> severable() {
        HikariDataSource own = database.pool();
        return Optional.of(new Severable(new JdbcLockProvider(own, "idempotency_", null), own::close));
    }

    @Override
    protected void passLease(String name) {
        new LockAging(dataSource).passLease(name);
    }

    @Override
    protected void makeOld(String name) {
        new LockAging(dataSource).makeOld(name);
    }

    @Override
    protected void setClockBack(String name) {
        new LockAging(dataSource).setClockBack(name);
    }
}
