package dev.idempotency.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;

import dev.idempotency.testing.MariaDbWireTap;

class MariaDbRoundTripTests extends AbstractMariaDbRoundTripTests {

    @Override
    String urlThrough(MariaDbWireTap tap, String database) {
        return tap.url(database);
    }

    @Override
    HikariDataSource poolOf(MariaDatabase database) {
        return database.pool();
    }
}
