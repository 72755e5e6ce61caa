package dev.idempotency.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.springframework.util.FileSystemUtils;
import org.testcontainers.postgresql.PostgreSQLContainer;

import static org.awaitility.Awaitility.await;

/** A real PostgreSQL server, with a fresh database for whoever asks. It ends with this JVM at the latest. */
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

    /** The server that all tests share, started if it is not running yet. */
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
            return at(server);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static PostgresTestServer at(EmbeddedPostgres server) {
        return new PostgresTestServer("localhost", server.getPort(), "postgres", "postgres");
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

    /** The server as processes of one's own. */
    public static final class Killable implements KillableServer {

        private static final Duration PATIENCE = Duration.ofSeconds(60);

        private final Path data;
        private final PostgresTestServer server;
        private EmbeddedPostgres running;
        private ProcessHandle parent;

        private Killable(Path data) throws IOException {
            this.data = data;
            this.running = settings().start();
            this.server = at(this.running);
            this.parent = parent();
        }

        /** Starts one, from binaries whatever the choice for the other tests is. */
        public static Killable start() {
            try {
                Path directory = Files.createTempDirectory("postgres-test");
                Killable server = new Killable(directory.resolve("data"));
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    server.kill();
                    FileSystemUtils.deleteRecursively(directory.toFile());
                }));
                return server;
            } catch (IOException ex) {
                throw new UncheckedIOException(ex);
            }
        }

        private EmbeddedPostgres.Builder settings() {
            return EmbeddedPostgres.builder()
                    .setDataDirectory(this.data)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(PATIENCE)
                    // Without it, which is the builder's default, what was answered last would go with the process.
                    .setServerConfig("synchronous_commit", "on");
        }

        private ProcessHandle parent() throws IOException {
            try (Stream<String> lines = Files.lines(this.data.resolve("postmaster.pid"))) {
                long pid = Long.parseLong(lines.findFirst().orElseThrow().strip());
                return ProcessHandle.of(pid).orElseThrow();
            }
        }

        /** Where it is to be found, also after it was restarted. */
        public PostgresTestServer server() {
            return this.server;
        }

        /** The sessions' processes too: they would finish what they are at, and keep the memory that they share. */
        @Override
        public void kill() {
            // The parent first, which would otherwise start the others anew.
            List<ProcessHandle> processes = Stream.concat(Stream.of(this.parent), this.parent.descendants())
                    .toList();
            processes.forEach(ProcessHandle::destroyForcibly);
            await().atMost(PATIENCE).until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
        }

        /** Lets nobody in any more, and stops when the last one has left. */
        public void stopWhenAllHaveLeft() {
            this.parent.destroy();
        }

        /** Takes away the process of one session, as the kernel does that has run out of memory. The server recovers. */
        public void killSession(int pid) {
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        }

        @Override
        public void restart() {
            try {
                // Lets go of the directory; there is no process left to stop.
                this.running.close();
                this.running = settings().setPort(this.server.port()).start();
                this.parent = parent();
            } catch (IOException ex) {
                throw new UncheckedIOException(ex);
            }
        }

        @Override
        public void close() {
            kill();
        }
    }

    private static final class Running {

        private static final PostgresTestServer INSTANCE = start();
    }
}
