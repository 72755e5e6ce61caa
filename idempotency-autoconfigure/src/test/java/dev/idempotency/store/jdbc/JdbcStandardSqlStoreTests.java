package dev.idempotency.store.jdbc;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

import dev.idempotency.store.jdbc.IdempotencySchemaInitializer.Mode;

/** What is said to databases that nobody knows, in those at hand: their own script, types and SQL are standard. */
class JdbcStandardSqlStoreTests {

    @Nested
    class OnHsqldb extends AbstractStandardStoreTests {

        @Override
        HikariDataSource open() {
            return UnknownDatabase.hsqldb();
        }
    }

    @Nested
    class OnH2 extends AbstractStandardStoreTests {

        @Override
        HikariDataSource open() {
            return UnknownDatabase.h2("REGULAR");
        }
    }

    @Nested
    class OnH2AsOracle extends AbstractStandardStoreTests {

        @Override
        HikariDataSource open() {
            return UnknownDatabase.h2("Oracle");
        }
    }

    @Nested
    class OnH2AsSqlServer extends AbstractStandardStoreTests {

        @Override
        HikariDataSource open() {
            return UnknownDatabase.h2("MSSQLServer");
        }
    }

    abstract static class AbstractStandardStoreTests extends AbstractJdbcStoreContractTests {

        private HikariDataSource pool;
        private DataSource dataSource;

        abstract HikariDataSource open();

        @BeforeEach
        void prepare() {
            this.pool = open();
            this.dataSource = new UnknownDatabase(this.pool);
            new IdempotencySchemaInitializer(this.dataSource, "idempotency_", null, Mode.FLYWAY, null).initialize();
        }

        @AfterEach
        void close() {
            this.pool.close();
        }

        @Override
        DataSource dataSource() {
            return this.dataSource;
        }
    }
}
