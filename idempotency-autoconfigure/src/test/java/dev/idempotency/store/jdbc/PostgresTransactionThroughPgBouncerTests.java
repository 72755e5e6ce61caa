package dev.idempotency.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

import dev.idempotency.testing.PgBouncer;

/** Every transaction may be in another session of the server. */
class PostgresTransactionThroughPgBouncerTests extends PostgresTransactionTests {

    @AutoClose
    private static PgBouncer bouncer;

    @BeforeAll
    static void startBouncer() {
        // Each test has a database of its own, whose sessions nobody needs any more afterwards.
        bouncer = PgBouncer.start("transaction", 10, "server_idle_timeout = 5");
    }

    @Override
    HikariDataSource openPool() {
        PostgresDatabase database = PostgresDatabase.create().withTable();
        return database.pool(settings -> settings.setJdbcUrl(bouncer.url(database.name())));
    }
}
