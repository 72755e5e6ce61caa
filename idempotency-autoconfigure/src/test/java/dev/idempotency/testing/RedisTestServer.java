package dev.idempotency.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;
import redis.embedded.RedisServer;

/** A real Redis on a free port, without persistence, that ends with this JVM at the latest. */
public final class RedisTestServer implements AutoCloseable {

    private static final DockerImageName IMAGE = DockerImageName.parse("redis:7-alpine");
    private static final int PORT = 6379;

    private final String host;
    private final int port;
    private final String peerHost;
    private final int peerPort;
    private final AutoCloseable server;

    private RedisTestServer(String host, int port, String peerHost, int peerPort, AutoCloseable server) {
        this.host = host;
        this.port = port;
        this.peerHost = peerHost;
        this.peerPort = peerPort;
        this.server = server;
    }

    /** The server that all tests share; whoever uses it keeps to keys of its own and changes no settings. */
    public static RedisTestServer shared() {
        return Shared.SERVER;
    }

    /** A server of one's own, to be stopped by whoever started it. */
    public static RedisTestServer start() {
        return switch (ServerChoice.current()) {
            case DOCKER -> startContainer();
            case EMBEDDED -> startEmbedded();
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
    private static RedisTestServer startContainer() {
        GenericContainer<?> container = new GenericContainer<>(IMAGE).withExposedPorts(PORT);
        container.start();
        Runtime.getRuntime().addShutdownHook(new Thread(container::stop));
        String address = container.getContainerInfo().getNetworkSettings().getNetworks().values().stream()
                .findFirst()
                .map(network -> network.getIpAddress())
                .orElseThrow();
        return new RedisTestServer(container.getHost(), container.getMappedPort(PORT), address, PORT, container::stop);
    }

    private static RedisTestServer startEmbedded() {
        String host = InetAddress.getLoopbackAddress().getHostAddress();
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            try {
                RedisServer server = RedisServer.newRedisServer()
                        .port(port)
                        .bind(host)
                        .setting("save \"\"")
                        .setting("appendonly no")
                        .setting("dir " + Files.createTempDirectory("redis-test"))
                        .setting("maxmemory 512mb")
                        .setting("maxmemory-policy noeviction")
                        .build();
                server.start();
                return new RedisTestServer(host, port, host, port, server::stop);
            } catch (IOException ex) {
                // Somebody else took the port in between.
                if (attempt == 5) {
                    throw new UncheckedIOException("The embedded Redis does not start", ex);
                }
            }
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static final class Shared {

        private static final RedisTestServer SERVER = RedisTestServer.start();
    }
}
