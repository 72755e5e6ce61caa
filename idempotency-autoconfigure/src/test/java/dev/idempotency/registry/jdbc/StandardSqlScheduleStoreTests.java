package dev.idempotency.registry.jdbc;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;

import dev.idempotency.store.jdbc.UnknownDatabase;

/** In a database that nobody knows. */
class StandardSqlScheduleStoreTests extends AbstractJdbcScheduleStoreTests {

    @Override
    HikariDataSource open() {
        return UnknownDatabase.hsqldb();
    }

    @Override
    DataSource shown(HikariDataSource pool) {
        return new UnknownDatabase(pool);
    }
}
