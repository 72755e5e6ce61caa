package dev.idempotency.store.jdbc;

import java.util.function.Consumer;

import com.zaxxer.hikari.HikariDataSource;

import dev.idempotency.store.jdbc.IdempotencySchemaInitializer.Mode;
import dev.idempotency.testing.MariaDbTestServer;

/** A fresh database on a test server, and pools of connections to it. */
public record MariaDatabase(MariaDbTestServer server, String name) {

    public static MariaDatabase create() {
        return createOn(MariaDbTestServer.get());
    }

    public static MariaDatabase createOn(MariaDbTestServer server) {
        return new MariaDatabase(server, server.createDatabase());
    }

    /** With the table that the tests use. */
    public MariaDatabase withTable() {
        try (HikariDataSource pool = pool(settings -> settings.setMaximumPoolSize(2))) {
            new IdempotencySchemaInitializer(pool, "idempotency_", null, Mode.ALWAYS, null).initialize();
        }
        return this;
    }

    public HikariDataSource pool() {
        return pool(settings -> {});
    }

    /** Through MySQL's driver, for which many use both. */
    public HikariDataSource mysqlPool() {
        return pool(settings -> settings.setJdbcUrl(this.server.mysqlUrl(this.name)));
    }

    public HikariDataSource pool(Consumer<HikariDataSource> settings) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(this.server.url(this.name));
        pool.setUsername(this.server.user());
        pool.setPassword(this.server.password());
        settings.accept(pool);
        return pool;
    }
}
