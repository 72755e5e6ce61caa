package dev.idempotency.statistics.jdbc;

import com.zaxxer.hikari.HikariDataSource;

import dev.idempotency.store.jdbc.PostgresDatabase;

class PostgresStatisticsStoreTests extends AbstractJdbcStatisticsStoreTests {

    @Override
    HikariDataSource open() {
        return PostgresDatabase.create().withTable().pool();
    }
}
