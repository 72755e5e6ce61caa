package dev.idempotency.store.jdbc;

import java.util.function.Consumer;

import com.zaxxer.hikari.HikariDataSource;

import dev.idempotency.store.jdbc.IdempotencySchemaInitializer.Mode;
import dev.idempotency.testing.PostgresTestServer;

/** A fresh database on a test server, and pools of connections to it. */
public record PostgresDatabase(PostgresTestServer server, String name) {

    public static PostgresDatabase create() {
        return createOn(PostgresTestServer.get());
    }

    public static PostgresDatabase createOn(PostgresTestServer server) {
        return new PostgresDatabase(server, server.createDatabase());
    }

    /** With the tables that the tests use. */
    public PostgresDatabase withTable() {
        try (HikariDataSource pool = pool(settings -> settings.setMaximumPoolSize(2))) {
            new IdempotencySchemaInitializer(pool, "idempotency_", null, Mode.ALWAYS, null).initialize();
        }
        return this;
    }

    public String url() {
        return this.server.url(this.name);
    }

    public HikariDataSource pool() {
        return pool(settings -> {});
    }

    public HikariDataSource pool(Consumer<HikariDataSource> settings) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url());
        pool.setUsername(this.server.user());
        pool.setPassword(this.server.password());
        settings.accept(pool);
        return pool;
    }
}
