package dev.idempotency.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;

import dev.idempotency.testing.MariaDbWireTap;

class MariaDbThroughMySqlDriverRoundTripTests extends AbstractMariaDbRoundTripTests {

    @Override
    String urlThrough(MariaDbWireTap tap, String database) {
        return tap.mysqlUrl(database);
    }

    @Override
    HikariDataSource poolOf(MariaDatabase database) {
        return database.mysqlPool();
    }
}
