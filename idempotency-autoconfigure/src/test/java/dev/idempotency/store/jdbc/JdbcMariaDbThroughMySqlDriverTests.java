package dev.idempotency.store.jdbc;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class JdbcMariaDbThroughMySqlDriverTests extends AbstractJdbcStoreContractTests {

    private static HikariDataSource dataSource;

    @BeforeAll
    static void prepare() {
        dataSource = MariaDatabase.create().withTable().mysqlPool();
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
