package dev.idempotency.benchmarks.compare;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import org.springframework.context.ConfigurableApplicationContext;

import dev.idempotency.benchmarks.Options;
import dev.idempotency.benchmarks.server.Postgres;
import dev.idempotency.engine.PeriodicCleanup;
import dev.idempotency.store.IdempotencyStore;

/** What millions of records cost those who claim, and what it costs to get rid of them. */
public final class ManyRows {

    private static final int BATCH = 5000;
    private static final int CHUNK = 500_000;

    /** Columns as our migration makes them; times in milliseconds. */
    private static final String FILL = """
            insert into %s (record_key, status, owner, fencing_token, attempt, first_seen_at, started_at,
                blocked_until, ended_at, expires_at, purge_bucket, result_kind, result)
            select 'bench:orders:global:' || md5((?::bigint + n)::text), 'D', gen_random_uuid(), n, 1, now, now,
                now + ?, now, now + ?, (now + ?) / 3600000 + 2, 'V', convert_to(repeat('receipt ', 12) || '4711', 'UTF8')
            from generate_series(1, ?) as n,
                (select (extract(epoch from clock_timestamp()) * 1000)::bigint as now) as clock
            """;

    private static final long HOUR = 3_600_000;

    private ManyRows() {}

    public static void run(Options options) throws Exception {
        int rows = options.get("rows", 5_000_000);
        try (Postgres postgres = Postgres.start(true, "shared_buffers", "1GB", "max_wal_size", "4GB")) {
            try (ConfigurableApplicationContext empty = start(postgres, "empty_");
                    ConfigurableApplicationContext full = start(postgres, "full_")) {
                fill(full.getBean(DataSource.class), "full_record", rows, 24 * HOUR);
                System.out.printf("Claims beside %d records that live:%n", rows);
                Work work = new Work();
                Comparison comparison = new Comparison(options, work);
                comparison.add(named("an empty table", empty, work));
                comparison.add(named("an empty table again (control)", empty, work));
                comparison.add(named("the full table", full, work));
                comparison.run();
            }
            try (ConfigurableApplicationContext expired = start(postgres, "expired_")) {
                fill(expired.getBean(DataSource.class), "expired_record", rows, -24 * HOUR);
                purge(expired.getBean(IdempotencyStore.class), rows);
            }
        }
    }

    private static ConfigurableApplicationContext start(Postgres postgres, String prefix) {
        return Application.start(
                "idempotency.store.type=jdbc",
                "idempotency.jdbc.initialize-schema=always",
                "idempotency.jdbc.table-prefix=" + prefix,
                "idempotency.cleanup.enabled=false",
                "spring.datasource.url=" + postgres.url(),
                "spring.datasource.username=postgres",
                "spring.datasource.password=postgres");
    }

    private static Candidate named(String name, ConfigurableApplicationContext application, Work work) {
        return new ThroughTheStore(name, application.getBean(IdempotencyStore.class), work);
    }

    private static void fill(DataSource dataSource, String table, int rows, long livesFor) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            try (PreparedStatement insert = connection.prepareStatement(FILL.formatted(table))) {
                for (int made = 0; made < rows; made += CHUNK) {
                    insert.setLong(1, made);
                    insert.setLong(2, livesFor);
                    insert.setLong(3, livesFor);
                    insert.setLong(4, livesFor);
                    insert.setInt(5, Math.min(CHUNK, rows - made));
                    insert.executeUpdate();
                }
            }
            statement.execute("vacuum analyze " + table);
            statement.execute("checkpoint");
            try (ResultSet size =
                    statement.executeQuery("select pg_table_size('%1$s'), pg_indexes_size('%1$s')".formatted(table))) {
                size.next();
                System.out.printf(
                        "A record of 100 bytes with a key of 52: %d bytes, and %d in the indexes%n",
                        size.getLong(1) / rows, size.getLong(2) / rows);
            }
        }
    }

    /** Half of the records without, half beside a thread that claims. */
    private static void purge(IdempotencyStore store, int rows) throws Exception {
        Candidate claims = new ThroughTheStore("claims", store, new Work());
        CompletableFuture<Void> seconds20 = new CompletableFuture<Void>().completeOnTimeout(null, 20, TimeUnit.SECONDS);
        double[] before = latencies(claims, "before", seconds20);
        System.out.printf("%nRemoval of %d expired records in batches of %d:%n", rows, BATCH);
        System.out.printf("  alone                 %10.0f rows/s%n", removal(store, rows / 2));
        CompletableFuture<Void> removed = new CompletableFuture<>();
        CompletableFuture<double[]> during = CompletableFuture.supplyAsync(() -> latencies(claims, "during", removed));
        double rate = removal(store, rows - rows / 2);
        removed.complete(null);
        System.out.printf("  beside claims         %10.0f rows/s%n", rate);
        show("first executions before", before);
        show("first executions during", during.join());
    }

    /** As the library does it in the background. */
    @SuppressWarnings("try") // the cleanup needs no calls
    private static double removal(IdempotencyStore store, int rows) {
        AtomicInteger removed = new AtomicInteger();
        CompletableFuture<Void> done = new CompletableFuture<>();
        long start = System.nanoTime();
        try (PeriodicCleanup cleanup = new PeriodicCleanup(
                "records",
                limit -> {
                    int batch = removed.get() < rows ? store.purge(limit) : 0;
                    if (removed.addAndGet(batch) >= rows) {
                        done.complete(null);
                    }
                    return batch;
                },
                Duration.ofMillis(1),
                BATCH,
                null)) {
            done.join();
            return removed.get() * 1e9 / (System.nanoTime() - start);
        }
    }

    /** Milliseconds of a claim and its completion, one after the other until the end. */
    private static double[] latencies(Candidate claims, String prefix, CompletableFuture<Void> end) {
        double[] latencies = new double[1 << 16];
        int count = 0;
        try {
            while (!end.isDone()) {
                long start = System.nanoTime();
                claims.first(prefix + count);
                if (count == latencies.length) {
                    latencies = Arrays.copyOf(latencies, 2 * count);
                }
                latencies[count++] = (System.nanoTime() - start) / 1e6;
            }
        } catch (Exception ex) {
            throw new IllegalStateException(ex);
        }
        double[] sorted = Arrays.copyOf(latencies, count);
        Arrays.sort(sorted);
        return sorted;
    }

    private static void show(String name, double[] sorted) {
        System.out.printf(
                Locale.ROOT,
                "  %-22s %9d, p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms%n",
                name,
                sorted.length,
                sorted[sorted.length / 2],
                sorted[(int) (sorted.length * 0.99)],
                sorted[(int) (sorted.length * 0.999)]);
    }
}
