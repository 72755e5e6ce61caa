package dev.idempotency.testing;

import java.util.Locale;

import org.testcontainers.DockerClientFactory;

/**
 * Where the servers of the tests come from: containers where a Docker engine answers, else the same servers as
 * binaries. {@code -Dtest.servers=docker} or {@code =embedded} forces one of them.
 */
public enum ServerChoice {
    DOCKER,
    EMBEDDED;

    private static final ServerChoice CURRENT = choose(System.getProperty("test.servers", ""));

    /** The choice for this run. */
    public static ServerChoice current() {
        return CURRENT;
    }

    private static ServerChoice choose(String forced) {
        return switch (forced.strip().toLowerCase(Locale.ROOT)) {
            case "docker" -> DOCKER;
            case "embedded" -> EMBEDDED;
            case "" -> DockerClientFactory.instance().isDockerAvailable() ? DOCKER : EMBEDDED;
            default ->
                throw new IllegalArgumentException(
                        "-Dtest.servers is 'docker', 'embedded' or empty, not '" + forced + "'");
        };
    }
}
