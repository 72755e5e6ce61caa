package dev.idempotency.lock.jdbc;

import java.util.Optional;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

import dev.idempotency.lock.AbstractLockProviderContractTests;
import dev.idempotency.lock.LockProvider;
import dev.idempotency.store.jdbc.UnknownDatabase;

/** Locks in databases that nobody knows, in those at hand. */
class StandardSqlLockProviderTests {

    @Nested
    class OnHsqldb extends AbstractStandardLockTests {

        @Override
        HikariDataSource open() {
            return UnknownDatabase.hsqldb();
        }
    }

    @Nested
    class OnH2AsSqlServer extends AbstractStandardLockTests {

        @Override
        HikariDataSource open() {
            return UnknownDatabase.h2("MSSQLServer");
        }
    }

    abstract static class AbstractStandardLockTests extends AbstractLockProviderContractTests {

        private HikariDataSource pool;
        private DataSource dataSource;

        abstract HikariDataSource open();

        @BeforeEach
        void prepare() {
            this.pool = open();
            this.dataSource = new UnknownDatabase(this.pool);
        }

        @AfterEach
        void close() {
            this.pool.close();
        }

        @Override
        protected LockProvider provider() {
            return new JdbcLockProvider(this.dataSource, "idempotency_", null);
        }

        @Override
        protected Optional<Severable> severable() {
            HikariDataSource own = new HikariDataSource();
            own.setJdbcUrl(this.pool.getJdbcUrl());
            return Optional.of(
                    new Severable(new JdbcLockProvider(new UnknownDatabase(own), "idempotency_", null), own::close));
        }

        @Override
        protected void passLease(String name) {
            new LockAging(this.dataSource).passLease(name);
        }

        @Override
        protected void makeOld(String name) {
            new LockAging(this.dataSource).makeOld(name);
        }

        @Override
        protected void setClockBack(String name) {
            new LockAging(this.dataSource).setClockBack(name);
        }
    }
}
