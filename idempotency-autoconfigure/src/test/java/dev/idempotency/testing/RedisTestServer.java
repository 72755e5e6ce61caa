package dev.idempotency.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/** A real Redis on a free port, without persistence, that ends with this JVM at the latest. */
public final class RedisTestServer implements AutoCloseable {

    static final DockerImageName IMAGE = DockerImageName.parse("redis:7-alpine");
    private static final int PORT = 6379;
    private static final int MAX_PORT = 55_000;

    private final String host;
    private final int port;
    private final String peerHost;
    private final int peerPort;
    private final AutoCloseable server;
    private final Runnable crash;

    private RedisTestServer(
            String host, int port, String peerHost, int peerPort, AutoCloseable server, Runnable crash) {
        this.host = host;
        this.port = port;
        this.peerHost = peerHost;
        this.peerPort = peerPort;
        this.server = server;
        this.crash = crash;
    }

    /** The server that all tests share; whoever uses it keeps to keys of its own and changes no settings. */
    public static RedisTestServer shared() {
        return Shared.SERVER;
    }

    /**
     * A server of one's own, to be stopped by whoever started it.
     *
     * @param settings as in its configuration file, such as {@code cluster-enabled yes}
     */
    public static RedisTestServer start(String... settings) {
        return switch (ServerChoice.current()) {
            case DOCKER -> startContainer(settings);
            case EMBEDDED -> startEmbedded(settings);
        };
    }

    /** Where it listens. */
    public String host() {
        return this.host;
    }

    /** Where it listens. */
    public int port() {
        return this.port;
    }

    /** Where another server of the tests, such as a replica, finds this one. */
    public String peerHost() {
        return this.peerHost;
    }

    /** Where another server of the tests, such as a replica, finds this one. */
    public int peerPort() {
        return this.peerPort;
    }

    /** Ends the server without a word, as a power cut would: it tells its replicas nothing more. */
    public void crash() {
        this.crash.run();
    }

    /** Stops the server; connections to it are refused from now on. */
    @Override
    public void close() {
        try {
            this.server.close();
        } catch (Exception ex) {
            throw new IllegalStateException("The Redis of a test could not be stopped", ex);
        }
    }

    @SuppressWarnings("resource") // handed over; stopped by close()
    private static RedisTestServer startContainer(String... settings) {
        List<String> command = new ArrayList<>(List.of("redis-server", "--protected-mode", "no"));
        for (String setting : settings) {
            command.addAll(List.of(("--" + setting).split(" ")));
        }
        GenericContainer<?> container =
                new GenericContainer<>(IMAGE).withExposedPorts(PORT).withCommand(command.toArray(String[]::new));
        container.start();
        Runtime.getRuntime().addShutdownHook(new Thread(container::stop));
        String address = container.getContainerInfo().getNetworkSettings().getNetworks().values().stream()
                .findFirst()
                .map(network -> network.getIpAddress())
                .orElseThrow();
        return new RedisTestServer(
                container.getHost(),
                container.getMappedPort(PORT),
                address,
                PORT,
                container::stop,
                () -> container
                        .getDockerClient()
                        .killContainerCmd(container.getContainerId())
                        .exec());
    }

    private static RedisTestServer startEmbedded(String... settings) {
        String host = InetAddress.getLoopbackAddress().getHostAddress();
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            try {
                RedisServerBuilder builder = RedisServer.newRedisServer()
                        .port(port)
                        .bind(host)
                        .setting("save \"\"")
                        .setting("appendonly no")
                        .setting("dir " + Files.createTempDirectory("redis-test"))
                        .setting("maxmemory 512mb")
                        .setting("maxmemory-policy noeviction");
                Stream.of(settings).forEach(builder::setting);
                RedisServer server = builder.build();
                server.start();
                return new RedisTestServer(
                        host,
                        port,
                        host,
                        port,
                        server::stop,
                        () -> processAt(port).destroyForcibly());
            } catch (IOException ex) {
                // Somebody else took the port in between.
                if (attempt == 5) {
                    throw new UncheckedIOException("The embedded Redis does not start", ex);
                }
            }
        }
    }

    private static ProcessHandle processAt(int port) {
        try (RedisClient client = RedisClient.create();
                StatefulRedisConnection<String, String> connection =
                        client.connect(RedisURI.create("localhost", port))) {
            return connection
                    .sync()
                    .info("server")
                    .lines()
                    .filter(line -> line.startsWith("process_id:"))
                    .map(line -> Long.parseLong(line.substring("process_id:".length())))
                    .flatMap(pid -> ProcessHandle.of(pid).stream())
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Nodes of a cluster also listen 10000 above their port. */
    static int freePort() {
        try {
            int port = FreePort.find();
            return port <= MAX_PORT ? port : freePort();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static final class Shared {

        private static final RedisTestServer SERVER = RedisTestServer.start();
    }
}
