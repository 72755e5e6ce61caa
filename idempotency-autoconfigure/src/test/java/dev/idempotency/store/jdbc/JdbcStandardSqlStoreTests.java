package dev.idempotency.store.jdbc;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.idempotency.store.jdbc.IdempotencySchemaInitializer.Mode;

/** What is said to databases that nobody knows, in those at hand: their own script, types and SQL are standard. */
class JdbcStandardSqlStoreTests {

    @Nested
    class OnHsqldb extends AbstractStandardStoreTests {

        @Override
        HikariDataSource open() {
            HikariDataSource pool = pool("jdbc:hsqldb:mem:standard;hsqldb.tx=mvcc");
            // As other databases spell it for a column: spaces at the end count.
            new JdbcTemplate(pool).execute("set database collation SQL_TEXT no pad");
            UnknownDatabase.runScript(pool);
            return pool;
        }
    }

    @Nested
    class OnH2 extends AbstractStandardStoreTests {

        @Override
        HikariDataSource open() {
            return h2("REGULAR");
        }
    }

    @Nested
    class OnH2AsOracle extends AbstractStandardStoreTests {

        @Override
        HikariDataSource open() {
            return h2("Oracle");
        }
    }

    @Nested
    class OnH2AsSqlServer extends AbstractStandardStoreTests {

        @Override
        HikariDataSource open() {
            return h2("MSSQLServer");
        }
    }

    static HikariDataSource h2(String mode) {
        HikariDataSource pool = pool("jdbc:h2:mem:standard-" + mode + ";MODE=" + mode);
        UnknownDatabase.runScript(pool);
        // H2 has no fractions of a second in an interval.
        new JdbcTemplate(pool)
                .execute("create or replace view idempotency_clock (micros) as"
                        + " select cast(extract(epoch from current_timestamp) * 1000000 as bigint)");
        return pool;
    }

    private static HikariDataSource pool(String url) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        return pool;
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class AbstractStandardStoreTests extends AbstractJdbcStoreContractTests {

        private HikariDataSource pool;
        private DataSource dataSource;

        abstract HikariDataSource open();

        @BeforeAll
        void prepare() {
            this.pool = open();
            this.dataSource = new UnknownDatabase(this.pool);
            new IdempotencySchemaInitializer(this.dataSource, "idempotency_", null, Mode.FLYWAY, null).initialize();
        }

        @AfterAll
        void close() {
            this.pool.close();
        }

        @Override
        DataSource dataSource() {
            return this.dataSource;
        }
    }
}
