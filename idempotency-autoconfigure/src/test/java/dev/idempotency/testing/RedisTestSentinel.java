package dev.idempotency.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;

import org.testcontainers.containers.GenericContainer;
import redis.embedded.RedisSentinel;

/** One Redis Sentinel, which makes a replica the master half a second after it has lost sight of that. */
public final class RedisTestSentinel implements AutoCloseable {

    /** What it calls the servers that it watches over. */
    public static final String MASTER = "records";

    private static final int PORT = 26_379;
    private static final int DOWN_AFTER_MILLIS = 500;
    private static final int FAILOVER_TIMEOUT_MILLIS = 3000;

    private final String host;
    private final int port;
    private final AutoCloseable sentinel;

    private RedisTestSentinel(String host, int port, AutoCloseable sentinel) {
        this.host = host;
        this.port = port;
        this.sentinel = sentinel;
    }

    /** Starts a sentinel that watches over {@code master} and whatever replicates it. */
    public static RedisTestSentinel over(RedisTestServer master) {
        return switch (ServerChoice.current()) {
            case DOCKER -> startContainer(master);
            case EMBEDDED -> startEmbedded(master);
        };
    }

    public String host() {
        return this.host;
    }

    public int port() {
        return this.port;
    }

    @SuppressWarnings("resource") // handed over; stopped by close()
    private static RedisTestSentinel startContainer(RedisTestServer master) {
        String configuration =
                """
                sentinel monitor %1$s %2$s %3$d 1
                sentinel down-after-milliseconds %1$s %4$d
                sentinel failover-timeout %1$s %5$d
                """.formatted(MASTER, master.peerHost(), master.peerPort(), DOWN_AFTER_MILLIS, FAILOVER_TIMEOUT_MILLIS);
        GenericContainer<?> container = new GenericContainer<>(RedisTestServer.IMAGE)
                .withExposedPorts(PORT)
                .withCommand(
                        "sh",
                        "-c",
                        "printf '" + configuration + "' > /tmp/sentinel.conf && exec redis-server /tmp/sentinel.conf"
                                + " --sentinel");
        container.start();
        return new RedisTestSentinel(container.getHost(), container.getMappedPort(PORT), container::stop);
    }

    private static RedisTestSentinel startEmbedded(RedisTestServer master) {
        String host = InetAddress.getLoopbackAddress().getHostAddress();
        int port = RedisTestServer.freePort();
        try {
            RedisSentinel sentinel = RedisSentinel.newRedisSentinel()
                    .bind(host)
                    .port(port)
                    .masterName(MASTER)
                    .masterPort(master.port())
                    .quorumSize(1)
                    .downAfterMilliseconds(DOWN_AFTER_MILLIS)
                    .failOverTimeout(FAILOVER_TIMEOUT_MILLIS)
                    .build();
            sentinel.start();
            return new RedisTestSentinel(host, port, sentinel::stop);
        } catch (IOException ex) {
            throw new UncheckedIOException("The embedded Redis Sentinel does not start", ex);
        }
    }

    @Override
    public void close() {
        try {
            this.sentinel.close();
        } catch (Exception ex) {
            throw new IllegalStateException("The Redis Sentinel of a test could not be stopped", ex);
        }
    }
}
