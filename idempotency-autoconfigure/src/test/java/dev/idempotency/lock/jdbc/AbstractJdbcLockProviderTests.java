package dev.idempotency.lock.jdbc;

import java.util.Optional;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.idempotency.lock.AbstractLockProviderContractTests;
import dev.idempotency.lock.LockProvider;

/** The contract, in a database whose tables are there. */
abstract class AbstractJdbcLockProviderTests extends AbstractLockProviderContractTests {

    /** The pool of all nodes but those that are cut off. */
    abstract HikariDataSource pool();

    /** One more pool of the same database. */
    abstract HikariDataSource anotherPool();

    DataSource shown(HikariDataSource pool) {
        return pool;
    }

    private DataSource dataSource() {
        return shown(pool());
    }

    @Test
    void isHeldFromTheGrantOnWhateverBecomesOfTheCallersTransaction() {
        new TransactionTemplate(new DataSourceTransactionManager(pool())).executeWithoutResult(transaction -> {
            granted("in a transaction");
            contended("in a transaction");
            transaction.setRollbackOnly();
        });

        contended("in a transaction");
    }

    @Override
    protected LockProvider provider() {
        return new JdbcLockProvider(dataSource(), "idempotency_", null);
    }

    @Override
    protected Optional<Severable> severable() {
        HikariDataSource own = anotherPool();
        return Optional.of(new Severable(new JdbcLockProvider(shown(own), "idempotency_", null), own::close));
    }

    @Override
    protected void passLease(String name) {
        new LockAging(dataSource()).passLease(name);
    }

    @Override
    protected void makeOld(String name) {
        new LockAging(dataSource()).makeOld(name);
    }

    @Override
    protected void setClockBack(String name) {
        new LockAging(dataSource()).setClockBack(name);
    }
}
