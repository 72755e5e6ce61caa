package dev.idempotency.benchmarks.server;

import java.io.IOException;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** A PostgreSQL of its own. It inherits the processor that this JVM is bound to. */
public final class Postgres implements AutoCloseable {

    private final EmbeddedPostgres server;

    private Postgres(EmbeddedPostgres server) {
        this.server = server;
    }

    /**
     * Starts a server with further settings, such as {@code shared_buffers}, {@code 1GB}.
     *
     * @param durable whether commits wait for the disk. They do in production, and then the disk decides how many there
     *     are; without, it is seen what the statements themselves cost.
     */
    public static Postgres start(boolean durable, String... settings) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
        for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
            builder.setServerConfig(setting, durable ? "on" : "off");
        }
        for (int i = 0; i < settings.length; i += 2) {
            builder.setServerConfig(settings[i], settings[i + 1]);
        }
        return new Postgres(builder.start());
    }

    public String url() {
        return "jdbc:postgresql://localhost:" + this.server.getPort() + "/postgres";
    }

    @Override
    public void close() throws IOException {
        this.server.close();
    }
}
