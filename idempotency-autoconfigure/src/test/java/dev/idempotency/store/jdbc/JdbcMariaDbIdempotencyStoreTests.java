package dev.idempotency.store.jdbc;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class JdbcMariaDbIdempotencyStoreTests extends AbstractJdbcStoreContractTests {

    private static HikariDataSource dataSource;

    @BeforeAll
    static void prepare() {
        dataSource = MariaDatabase.create().withTable().pool();
    }

    @AfterAll
    static void close() {
        dataSource.close();
    }

    @Override
    DataSource dataSource() {
        return dataSource;
    }
}
