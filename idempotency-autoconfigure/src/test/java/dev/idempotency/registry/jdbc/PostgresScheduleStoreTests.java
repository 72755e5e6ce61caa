package dev.idempotency.registry.jdbc;

import com.zaxxer.hikari.HikariDataSource;

import dev.idempotency.store.jdbc.PostgresDatabase;

class PostgresScheduleStoreTests extends AbstractJdbcScheduleStoreTests {

    @Override
    HikariDataSource open() {
        return PostgresDatabase.create().withTable().pool();
    }
}
