package dev.idempotency.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

import dev.idempotency.testing.KillableServer;
import dev.idempotency.testing.PgBouncer;
import dev.idempotency.testing.PostgresTestServer;

/** The pooler stays, and is asked for a server that is not there. */
class PostgresCrashThroughPgBouncerTests extends AbstractServerCrashTests {

    @AutoClose
    private static PostgresTestServer.Killable server;

    @AutoClose
    private static PgBouncer bouncer;

    @BeforeAll
    static void start() {
        PgBouncer.assumeInstalled();
        server = PostgresTestServer.Killable.start();
        bouncer = PgBouncer.inFrontOf(server.server(), "transaction", 3, "server_login_retry = 1");
    }

    @Override
    KillableServer server() {
        return server;
    }

    @Override
    HikariDataSource openPool() {
        PostgresDatabase database = PostgresDatabase.createOn(server.server()).withTable();
        return database.pool(settings -> {
            fewConnections(settings);
            settings.setJdbcUrl(bouncer.url(database.name()));
        });
    }
}
