package dev.idempotency.registry.jdbc;

import java.io.Serial;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.jdbc.DatabaseVendor;
import dev.idempotency.jdbc.JdbcFailures;
import dev.idempotency.jdbc.OwnConnections;
import dev.idempotency.jdbc.Sql;
import dev.idempotency.jdbc.TableNames;
import dev.idempotency.registry.ScheduleIdentity;
import dev.idempotency.registry.ScheduleRow;
import dev.idempotency.registry.ScheduleStore;
import dev.idempotency.registry.StoredSchedules;
import dev.idempotency.schedule.RegisteredSchedule;
import dev.idempotency.schedule.ScheduleDefinition;

/**
 * Keeps registered schedules in a table beside the records, and their version in another. A change takes the row of the
 * version first, so that changes of one namespace come one after the other; that a name and an identity are there once is
 * a constraint of the table as well.
 */
public final class JdbcScheduleStore implements ScheduleStore {

    private static final String READ_VERSION = "select version from {versions} where namespace = ?";

    private static final String TAKE_VERSION =
            "update {versions} set version = version + 1 where namespace = ? and version = ?";

    private static final String FIRST_VERSION = "insert into {versions} (namespace, version) values (?, 1)";

    private static final String READ = """
            select schedule_name, task, timing, zone_id, resource_name, tenant, valid_from, valid_until, expected_duration,
                registered_at, last_fire_at, executions
            from {schedules} where namespace = ? order by registered_version""";

    private static final String INSERT = """
            insert into {schedules} (schedule_identity, task, timing, zone_id, resource_name, tenant, valid_from, valid_until,
                expected_duration, namespace, schedule_name, registered_at, registered_version, executions)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)""";

    private static final String CHANGE = """
            update {schedules} set schedule_identity = ?, task = ?, timing = ?, zone_id = ?, resource_name = ?, tenant = ?,
                valid_from = ?, valid_until = ?, expected_duration = ?
            where namespace = ? and schedule_name = ?""";

    private static final String REMOVE = "delete from {schedules} where namespace = ? and schedule_name = ?";

    private static final String EXECUTED = """
            update {schedules} set executions = executions + 1,
                last_fire_at = case when last_fire_at > ? then last_fire_at else ? end
            where namespace = ? and schedule_name = ?""";

    private final OwnConnections connections;
    private final TableNames names;
    private final Sql firstVersion;
    private final Sql insert;

    /**
     * Keeps them in {@code <schema>.<tablePrefix>schedule} and {@code <schema>.<tablePrefix>schedule_version}. Asks the
     * database for its name, so it must be up.
     *
     * @param tablePrefix what the names of our tables begin with, a plain SQL identifier
     * @param schema where the tables lie, a plain SQL identifier; {@code null} for the connection's own schema
     * @throws IllegalArgumentException if prefix or schema are no plain identifiers
     * @throws IdempotencyStoreException if the database cannot be reached
     */
    public JdbcScheduleStore(DataSource dataSource, String tablePrefix, @Nullable String schema) {
        this.names = new TableNames(tablePrefix, schema);
        this.connections = new OwnConnections(dataSource);
        DatabaseVendor vendor = run("find out which database they are in", DatabaseVendor::of);
        // On PostgreSQL an error would stand in the server's log.
        String unlessThere = vendor == DatabaseVendor.POSTGRESQL ? " on conflict do nothing" : "";
        this.firstVersion = sql(FIRST_VERSION + unlessThere);
        this.insert = sql(INSERT + unlessThere);
    }

    private Sql sql(String text) {
        return new Sql(text.replace("{schedules}", this.names.schedules())
                .replace("{versions}", this.names.scheduleVersions()));
    }

    @Override
    public long version(String namespace) {
        return run("be read", connection -> version(connection, namespace));
    }

    private long version(Connection connection, String namespace) throws SQLException {
        return sql(READ_VERSION).query(connection, row -> row.getLong(1), namespace).stream()
                .findFirst()
                .orElse(0L);
    }

    /** The version first: whoever decides on schedules that are newer than it is refused, and looks again. */
    @Override
    public StoredSchedules read(String namespace) {
        return run("be read", connection -> {
            long version = version(connection, namespace);
            List<Optional<RegisteredSchedule>> rows =
                    sql(READ).query(connection, JdbcScheduleStore::schedule, namespace);
            return new StoredSchedules(
                    version, rows.stream().flatMap(Optional::stream).toList());
        });
    }

    private static Optional<RegisteredSchedule> schedule(ResultSet row) throws SQLException {
        return new ScheduleRow(
                        row.getString("schedule_name"),
                        row.getString("task"),
                        row.getString("timing"),
                        row.getString("zone_id"),
                        row.getString("resource_name"),
                        row.getString("tenant"),
                        number(row, "valid_from"),
                        number(row, "valid_until"),
                        number(row, "expected_duration"),
                        row.getLong("registered_at"))
                .read(number(row, "last_fire_at"), row.getLong("executions"));
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    @Override
    public boolean add(String namespace, long version, RegisteredSchedule schedule) {
        List<@Nullable Object> row = row(schedule.definition(), namespace);
        row.add(schedule.registeredAt().toEpochMilli());
        row.add(version + 1);
        return changed(namespace, version, connection -> this.insert.update(connection, row.toArray()));
    }

    @Override
    public boolean change(String namespace, long version, ScheduleDefinition definition) {
        @Nullable Object[] row = row(definition, namespace).toArray();
        return changed(namespace, version, connection -> sql(CHANGE).update(connection, row));
    }

    /** What a schedule does, and where it is found, in the order of the statements. */
    private static List<@Nullable Object> row(ScheduleDefinition definition, String namespace) {
        ScheduleRow row = ScheduleRow.of(definition, Instant.EPOCH);
        List<@Nullable Object> values = new ArrayList<>();
        Collections.addAll(
                values,
                ScheduleIdentity.of(definition),
                row.task(),
                row.timing(),
                row.zone(),
                row.resource(),
                row.tenant(),
                row.validFrom(),
                row.validUntil(),
                row.expectedDuration(),
                namespace,
                row.name());
        return values;
    }

    @Override
    public boolean remove(String namespace, long version, String name) {
        return changed(namespace, version, connection -> sql(REMOVE).update(connection, namespace, name));
    }

    /** Runs a statement that changes one row, if the version is still this one. */
    private boolean changed(String namespace, long version, OwnConnections.Work<Integer> statement) {
        return run("be changed", connection -> {
            try {
                return OwnConnections.inTransaction(connection, () -> {
                    if (!isTaken(connection, namespace, version) || statement.on(connection) == 0) {
                        throw new Undone();
                    }
                    return true;
                });
            } catch (Undone ex) {
                return false;
            } catch (SQLException ex) {
                if (JdbcFailures.isConstraintViolation(ex)) {
                    return false;
                }
                throw ex;
            }
        });
    }

    private boolean isTaken(Connection connection, String namespace, long version) throws SQLException {
        return sql(TAKE_VERSION).update(connection, namespace, version) > 0
                || (version == 0 && this.firstVersion.update(connection, namespace) > 0);
    }

    @Override
    public void executed(String namespace, String name, Instant fire) {
        long at = fire.toEpochMilli();
        run("be changed", connection -> sql(EXECUTED).update(connection, at, at, namespace, name));
    }

    private <T> T run(String operation, OwnConnections.Work<T> work) {
        try {
            return this.connections.run(work);
        } catch (SQLException ex) {
            throw JdbcFailures.of("The registered schedules could not " + operation, ex);
        }
    }

    /** Ends a transaction of which nothing is to be left. */
    private static final class Undone extends RuntimeException {

        @Serial
        private static final long serialVersionUID = 1L;

        Undone() {
            super(null, null, false, false);
        }
    }
}
