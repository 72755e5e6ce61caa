package dev.idempotency.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import dev.idempotency.testing.KillableServer;
import dev.idempotency.testing.MariaDbTestServer;

class MariaDbCrashTests extends AbstractServerCrashTests {

    private static MariaDbTestServer.Killable server;

    @BeforeAll
    static void start() {
        server = MariaDbTestServer.Killable.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    KillableServer server() {
        return server;
    }

    @Override
    HikariDataSource openPool() {
        return MariaDatabase.createOn(server.server()).withTable().pool(AbstractServerCrashTests::fewConnections);
    }
}
