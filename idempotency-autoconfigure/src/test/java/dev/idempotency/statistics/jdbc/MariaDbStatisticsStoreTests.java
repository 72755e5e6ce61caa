package dev.idempotency.statistics.jdbc;

import com.zaxxer.hikari.HikariDataSource;

import dev.idempotency.store.jdbc.MariaDatabase;

class MariaDbStatisticsStoreTests extends AbstractJdbcStatisticsStoreTests {

    @Override
    HikariDataSource open() {
        return MariaDatabase.create().withTable().pool();
    }
}
