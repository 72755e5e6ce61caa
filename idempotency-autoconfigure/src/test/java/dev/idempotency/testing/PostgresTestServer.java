package dev.idempotency.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** One PostgreSQL server for the whole test run, with a fresh database for whoever asks. */
public final class PostgresTestServer {

    private static final AtomicInteger databases = new AtomicInteger();

    private final String host;
    private final int port;
    private final String user;
    private final String password;

    private PostgresTestServer(String host, int port, String user, String password) {
        this.host = host;
        this.port = port;
        this.user = user;
        this.password = password;
    }

    /** The server, started if it is not running yet. It ends with this JVM. */
    public static PostgresTestServer get() {
        return Running.INSTANCE;
    }

    private static PostgresTestServer start() {
        return switch (ServerChoice.current()) {
            case DOCKER -> startContainer();
            case EMBEDDED -> startBinaries();
        };
    }

    @SuppressWarnings("resource") // Testcontainers removes it when the JVM ends.
    private static PostgresTestServer startContainer() {
        PostgreSQLContainer container = new PostgreSQLContainer("postgres:17-alpine");
        container.start();
        return new PostgresTestServer(
                container.getHost(),
                container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                container.getUsername(),
                container.getPassword());
    }

    @SuppressWarnings("resource") // It stops itself when the JVM ends.
    private static PostgresTestServer startBinaries() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "200")
                    .start();
            return new PostgresTestServer("localhost", server.getPort(), "postgres", "postgres");
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** Makes an empty database and returns its name. */
    public String createDatabase() {
        String name = "test_" + databases.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(url("postgres"), this.user, this.password);
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
            return name;
        } catch (SQLException ex) {
            throw new IllegalStateException(ex);
        }
    }

    /** The JDBC address of a database. */
    public String url(String database) {
        return "jdbc:postgresql://" + this.host + ":" + this.port + "/" + database;
    }

    public String host() {
        return this.host;
    }

    public int port() {
        return this.port;
    }

    public String user() {
        return this.user;
    }

    public String password() {
        return this.password;
    }

    private static final class Running {

        private static final PostgresTestServer INSTANCE = start();
    }
}
