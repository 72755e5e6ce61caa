package dev.idempotency.statistics.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import dev.idempotency.CallOutcome;
import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.jdbc.DatabaseVendor;
import dev.idempotency.jdbc.JdbcFailures;
import dev.idempotency.jdbc.OwnConnections;
import dev.idempotency.jdbc.Sql;
import dev.idempotency.jdbc.TableNames;
import dev.idempotency.statistics.CallCount;
import dev.idempotency.statistics.Increments;
import dev.idempotency.statistics.KeyHits;
import dev.idempotency.statistics.Slot;
import dev.idempotency.statistics.SlotWidth;
import dev.idempotency.statistics.Slots;
import dev.idempotency.statistics.StatisticsStore;

/**
 * Keeps the statistics in two tables beside the records: a row per slot, task, scope and outcome, and one per slot and key
 * that was hit. What a node has counted in a slot is added in one transaction.
 */
public final class JdbcStatisticsStore implements StatisticsStore {

    private static final String ADD_CALLS = """
            update {calls} set calls = calls + ?
            where namespace = ? and slot_seconds = ? and slot_start = ? and task = ? and scope_name = ? and outcome = ?
            """;

    private static final String INSERT_CALLS = """
            insert into {calls} (calls, namespace, slot_seconds, slot_start, task, scope_name, outcome)
            values (?, ?, ?, ?, ?, ?, ?)""";

    private static final String ADD_HITS = """
            update {hits} set hits = hits + ?, last_hit_at = ?
            where task = ? and namespace = ? and slot_seconds = ? and slot_start = ? and record_key = ?
            """;

    private static final String INSERT_HITS = """
            insert into {hits} (hits, last_hit_at, task, namespace, slot_seconds, slot_start, record_key)
            values (?, ?, ?, ?, ?, ?, ?)""";

    private static final String IN_SLOTS =
            " where namespace = ? and slot_seconds = ? and slot_start >= ? and slot_start < ?";

    private static final String READ_CALLS =
            "select slot_start, task, scope_name, outcome, calls from {calls}" + IN_SLOTS;

    private static final String READ_HITS =
            "select record_key, task, sum(hits) as total, max(last_hit_at) as latest from {hits}" + IN_SLOTS;

    private static final String OF_TASK = " and task = ?";

    private static final String BY_KEY = " group by record_key, task";

    private static final String PURGE = "delete from %s where namespace = ? and slot_seconds = ? and slot_start < ?";

    /** More keys than that are asked for in several statements. */
    private static final int KEYS_TOGETHER = 100;

    private final OwnConnections connections;
    private final TableNames names;
    private final DatabaseVendor vendor;
    private final Addition calls;
    private final Addition hits;

    /**
     * Counts in {@code <schema>.<tablePrefix>call_count} and {@code <schema>.<tablePrefix>key_hit}. Asks the database for
     * its name, so it must be up.
     *
     * @param tablePrefix what the names of our tables begin with, a plain SQL identifier
     * @param schema where the tables lie, a plain SQL identifier; {@code null} for the connection's own schema
     * @throws IllegalArgumentException if prefix or schema are no plain identifiers
     * @throws IdempotencyStoreException if the database cannot be reached
     */
    public JdbcStatisticsStore(DataSource dataSource, String tablePrefix, @Nullable String schema) {
        this.names = new TableNames(tablePrefix, schema);
        this.connections = new OwnConnections(dataSource);
        this.vendor = run("find out which database they are in", DatabaseVendor::of);
        // On PostgreSQL an error would end the transaction, and stand in the server's log.
        String unlessThere = this.vendor == DatabaseVendor.POSTGRESQL ? " on conflict do nothing" : "";
        this.calls = new Addition(sql(ADD_CALLS), sql(INSERT_CALLS + unlessThere));
        this.hits = new Addition(sql(ADD_HITS), sql(INSERT_HITS + unlessThere));
    }

    private Sql sql(String text) {
        return new Sql(text.replace("{calls}", this.names.callCounts()).replace("{hits}", this.names.keyHits()));
    }

    @Override
    public void add(String namespace, Increments increments) {
        Slot slot = increments.slot();
        List<@Nullable Object[]> calls = increments.calls().stream()
                .map(count -> row(namespace, slot, count))
                .toList();
        List<@Nullable Object[]> hits = increments.hits().stream()
                .map(each -> row(namespace, slot, each))
                .toList();
        run(
                "add up",
                connection -> OwnConnections.inTransaction(connection, () -> {
                    this.calls.run(connection, calls);
                    this.hits.run(connection, hits);
                    return true;
                }));
    }

    private static @Nullable Object[] row(String namespace, Slot slot, CallCount count) {
        return new @Nullable Object[] {
            count.calls(),
            namespace,
            slot.width().seconds(),
            slot.start().getEpochSecond(),
            count.task(),
            count.scope(),
            count.outcome().name()
        };
    }

    private static @Nullable Object[] row(String namespace, Slot slot, KeyHits hits) {
        return new @Nullable Object[] {
            hits.hits(),
            hits.lastHitAt().toEpochMilli(),
            hits.task(),
            namespace,
            slot.width().seconds(),
            slot.start().getEpochSecond(),
            hits.fullKey()
        };
    }

    @Override
    public Map<Instant, List<CallCount>> calls(String namespace, Slots slots, @Nullable String task) {
        Sql sql = sql(READ_CALLS + (task == null ? "" : OF_TASK));
        Map<Instant, List<CallCount>> found = new TreeMap<>();
        run(
                "be read",
                connection -> sql.query(
                        connection,
                        row -> found.computeIfAbsent(
                                        Instant.ofEpochSecond(row.getLong("slot_start")), start -> new ArrayList<>())
                                .add(callCount(row)),
                        parameters(namespace, slots, task)));
        return found;
    }

    private static CallCount callCount(ResultSet row) throws SQLException {
        return new CallCount(
                row.getString("task"),
                row.getString("scope_name"),
                CallOutcome.valueOf(row.getString("outcome")),
                row.getLong("calls"));
    }

    private static @Nullable Object[] parameters(String namespace, Slots slots, @Nullable String task) {
        List<Object> parameters = new ArrayList<>(List.of(
                namespace,
                slots.width().seconds(),
                slots.from().getEpochSecond(),
                slots.until().getEpochSecond()));
        if (task != null) {
            parameters.add(task);
        }
        return parameters.toArray();
    }

    @Override
    public List<KeyHits> mostHit(String namespace, Slots slots, @Nullable String task, int limit) {
        Sql sql = sql(READ_HITS + (task == null ? "" : OF_TASK) + BY_KEY + " order by total desc, record_key "
                + (this.vendor == DatabaseVendor.MYSQL
                        ? "limit " + limit
                        : "offset 0 rows fetch next " + limit + " rows only"));
        return run(
                "be read",
                connection -> sql.query(connection, JdbcStatisticsStore::keyHits, parameters(namespace, slots, task)));
    }

    private static KeyHits keyHits(ResultSet row) throws SQLException {
        return new KeyHits(
                row.getString("task"),
                row.getString("record_key"),
                row.getLong("total"),
                Instant.ofEpochMilli(row.getLong("latest")));
    }

    @Override
    public List<KeyHits> hits(String namespace, Slots slots, Collection<String> fullKeys) {
        List<String> keys = List.copyOf(fullKeys);
        List<KeyHits> found = new ArrayList<>();
        for (int first = 0; first < keys.size(); first += KEYS_TOGETHER) {
            found.addAll(hitsOf(namespace, slots, keys.subList(first, Math.min(keys.size(), first + KEYS_TOGETHER))));
        }
        return found;
    }

    private List<KeyHits> hitsOf(String namespace, Slots slots, List<String> keys) {
        Sql sql = sql(READ_HITS + " and record_key in (" + String.join(", ", Collections.nCopies(keys.size(), "?"))
                + ")" + BY_KEY);
        List<@Nullable Object> parameters = new ArrayList<>();
        Collections.addAll(parameters, parameters(namespace, slots, null));
        parameters.addAll(keys);
        return run("be read", connection -> sql.query(connection, JdbcStatisticsStore::keyHits, parameters.toArray()));
    }

    @Override
    public void purge(String namespace, Instant now, Duration retention) {
        run("be purged", connection -> {
            for (SlotWidth width : SlotWidth.values()) {
                long before = now.minus(width.keptFor(retention)).getEpochSecond();
                sql(PURGE.formatted("{calls}")).update(connection, namespace, width.seconds(), before);
                sql(PURGE.formatted("{hits}")).update(connection, namespace, width.seconds(), before);
            }
            return true;
        });
    }

    private <T> T run(String operation, OwnConnections.Work<T> work) {
        try {
            return this.connections.run(work);
        } catch (SQLException ex) {
            throw JdbcFailures.of("The jdbc statistics could not " + operation, ex);
        }
    }
}
