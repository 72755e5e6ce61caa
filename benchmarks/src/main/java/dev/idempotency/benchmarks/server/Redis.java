package dev.idempotency.benchmarks.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;

import redis.embedded.RedisServer;

/** A Redis of its own, without persistence. It inherits the processor that this JVM is bound to. */
public final class Redis implements AutoCloseable {

    private static final String HOST = InetAddress.getLoopbackAddress().getHostAddress();

    private final RedisServer server;
    private final int port;

    private Redis(RedisServer server, int port) {
        this.server = server;
        this.port = port;
    }

    public static Redis start() throws IOException {
        int port = freePort();
        RedisServer server = RedisServer.newRedisServer()
                .port(port)
                .bind(HOST)
                .setting("save \"\"")
                .setting("appendonly no")
                .setting("dir " + Files.createTempDirectory("redis-benchmark"))
                .setting("maxmemory-policy noeviction")
                .build();
        server.start();
        return new Redis(server, port);
    }

    public String host() {
        return HOST;
    }

    public int port() {
        return this.port;
    }

    @Override
    public void close() throws IOException {
        this.server.stop();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
