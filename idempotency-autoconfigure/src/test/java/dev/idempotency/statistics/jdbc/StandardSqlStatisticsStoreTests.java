package dev.idempotency.statistics.jdbc;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;

import dev.idempotency.store.jdbc.UnknownDatabase;

/** In a database that nobody knows. */
class StandardSqlStatisticsStoreTests extends AbstractJdbcStatisticsStoreTests {

    @Override
    HikariDataSource open() {
        return UnknownDatabase.hsqldb();
    }

    @Override
    DataSource shown(HikariDataSource pool) {
        return new UnknownDatabase(pool);
    }
}
