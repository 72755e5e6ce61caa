package dev.idempotency.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * PgBouncer in front of a PostgreSQL server, as a process of this machine. Not every machine has the program;
 * tests that ask for it where it is not are skipped.
 */
public final class PgBouncer implements AutoCloseable {

    private static final String PROGRAM = "pgbouncer";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Pattern VERSION = Pattern.compile("PgBouncer (\\d+)\\.(\\d+)");

    private final Path directory;
    private final int port;
    private final Process process;

    private PgBouncer(Path directory, String settings) throws IOException {
        this.directory = directory;
        this.port = FreePort.find();
        Path file =
                Files.writeString(directory.resolve("pgbouncer.ini"), settings + "listen_port = " + this.port + "\n");
        Path log = directory.resolve("pgbouncer.log");
        this.process = new ProcessBuilder(command(file))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        await().atMost(PATIENCE).until(() -> {
            if (!this.process.isAlive()) {
                throw new IllegalStateException("PgBouncer has ended: " + Files.readString(log));
            }
            return isListening();
        });
    }

    /** It refuses to run as root. */
    private static List<String> command(Path file) {
        List<String> command = new ArrayList<>(List.of(PROGRAM));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(file.toString());
        return command;
    }

    /** The test is skipped if there is no such program on the path. */
    public static void assumeInstalled() {
        assumeThat(version())
                .as("the version of pgbouncer, which is to be on the path")
                .isNotEmpty();
    }

    /** The test is skipped if it cannot keep the prepared statements of its clients, which it does from 1.21 on. */
    public static void assumeKeepsPreparedStatements() {
        assumeThat(keepsPreparedStatements())
                .as("prepared statements are kept by %s", version())
                .isTrue();
    }

    private static boolean keepsPreparedStatements() {
        Matcher version = VERSION.matcher(version());
        return version.find() && (Integer.parseInt(version.group(1)) > 1 || Integer.parseInt(version.group(2)) >= 21);
    }

    /** Starts one that clients share a single session of, and that keeps none of their prepared statements. */
    public static PgBouncer startForgettingPreparedStatements() {
        return start("transaction", 1, keepsPreparedStatements() ? "max_prepared_statements = 0" : "");
    }

    private static String version() {
        try {
            Process process = new ProcessBuilder(PROGRAM, "--version")
                    .redirectErrorStream(true)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException ex) {
            return "";
        }
    }

    /** Starts one in front of the server that all tests share; see {@link #inFrontOf}. */
    public static PgBouncer start(String poolMode, int sessions, String... more) {
        assumeInstalled();
        return inFrontOf(PostgresTestServer.get(), poolMode, sessions, more);
    }

    /**
     * Starts one.
     *
     * @param poolMode {@code transaction} or another of its modes
     * @param sessions how many it opens to the server at most, for each database
     * @param more of its settings
     */
    public static PgBouncer inFrontOf(PostgresTestServer server, String poolMode, int sessions, String... more) {
        assumeInstalled();
        String settings = """
                [databases]
                * = host=%s port=%d user=%s password=%s
                [pgbouncer]
                listen_addr = %s
                unix_socket_dir =
                auth_type = any
                pool_mode = %s
                default_pool_size = %d
                max_client_conn = 500
                %s
                """.formatted(
                        server.host(),
                        server.port(),
                        server.user(),
                        server.password(),
                        loopback(),
                        poolMode,
                        sessions,
                        String.join("\n", more));
        try {
            return new PgBouncer(Files.createTempDirectory("pgbouncer-test"), settings);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static String loopback() {
        return InetAddress.getLoopbackAddress().getHostAddress();
    }

    private boolean isListening() {
        try (Socket socket = new Socket(loopback(), this.port)) {
            return socket.isConnected();
        } catch (IOException ex) {
            return false;
        }
    }

    /** The JDBC address of a database through it, for a driver that prepares no statements in the server's sessions. */
    public String url(String database) {
        return urlWithPreparedStatements(database) + "?prepareThreshold=0";
    }

    /** The JDBC address of a database through it, with the driver as it is. */
    public String urlWithPreparedStatements(String database) {
        return "jdbc:postgresql://" + loopback() + ":" + this.port + "/" + database;
    }

    @Override
    public void close() {
        this.process.destroyForcibly();
        FileSystemUtils.deleteRecursively(this.directory.toFile());
    }
}
