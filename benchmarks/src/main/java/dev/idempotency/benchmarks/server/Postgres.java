package dev.idempotency.benchmarks.server;

import java.io.IOException;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** A PostgreSQL of its own, with the durability of production. It inherits the processor that this JVM is bound to. */
public final class Postgres implements AutoCloseable {

    private final EmbeddedPostgres server;

    private Postgres(EmbeddedPostgres server) {
        this.server = server;
    }

    /** With the settings given, such as {@code shared_buffers}, {@code 1GB}. */
    public static Postgres start(String... settings) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
        for (String durability : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
            builder.setServerConfig(durability, "on");
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
