package dev.idempotency.registry.jdbc;

import com.zaxxer.hikari.HikariDataSource;

import dev.idempotency.store.jdbc.MariaDatabase;

class MariaDbScheduleStoreTests extends AbstractJdbcScheduleStoreTests {

    @Override
    HikariDataSource open() {
        return MariaDatabase.create().withTable().pool();
    }
}
