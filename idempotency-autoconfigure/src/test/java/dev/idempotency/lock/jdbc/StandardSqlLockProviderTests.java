package dev.idempotency.lock.jdbc;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

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

    abstract static class AbstractStandardLockTests extends AbstractJdbcLockProviderTests {

        private HikariDataSource pool;

        abstract HikariDataSource open();

        @BeforeEach
        void prepare() {
            this.pool = open();
        }

        @AfterEach
        void close() {
            this.pool.close();
        }

        @Override
        DataSource shown(HikariDataSource pool) {
            return new UnknownDatabase(pool);
        }

        @Override
        HikariDataSource pool() {
            return this.pool;
        }

        @Override
        HikariDataSource anotherPool() {
            HikariDataSource own = new HikariDataSource();
            own.setJdbcUrl(this.pool.getJdbcUrl());
            return own;
        }
    }
}
