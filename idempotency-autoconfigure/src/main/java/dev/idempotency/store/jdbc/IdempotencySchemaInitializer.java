package dev.idempotency.store.jdbc;

import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.util.ClassUtils;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.jdbc.DatabaseVendor;
import dev.idempotency.jdbc.OwnConnections;
import dev.idempotency.jdbc.Sql;

/**
 * Prepares the tables of a {@link JdbcIdempotencyStore} and of the locks beside it, and makes sure that they can be
 * used.
 */
public final class IdempotencySchemaInitializer {

    private static final Logger logger = LoggerFactory.getLogger(IdempotencySchemaInitializer.class);

    private static final int MAX_ATTEMPTS = 5;

    private static final Duration PAUSE = Duration.ofMillis(100);

    /** Finds a column or a privilege that is missing, and costs a look into the primary key's index. */
    private static final String VERIFICATION = """
            select record_key, status, owner, fencing_token, attempt, payload_digest,
                first_seen_at, started_at, blocked_until, ended_at, expires_at, purge_bucket,
                result_kind, result, failure_type, failure_message, failure_exhausted
            from {table} where record_key = ''
            """;

    private static final String LOCK_VERIFICATION =
            "select lock_name, owner, fencing_token, acquired_at, lease_until from {locks} where lock_name = ''";

    private static final String CALL_VERIFICATION =
            "select namespace, slot_seconds, slot_start, task, scope_name, outcome, calls from {calls} where namespace = ''";

    private static final String HIT_VERIFICATION =
            "select namespace, slot_seconds, slot_start, record_key, task, hits, last_hit_at from {hits} where namespace = ''";

    private static final String SCHEDULE_VERIFICATION = """
            select namespace, schedule_name, schedule_identity, task, timing, zone_id, resource_name, tenant, valid_from,
                valid_until, expected_duration, registered_at, registered_version, last_fire_at, executions
            from {schedules} where namespace = ''""";

    private static final String VERSION_VERIFICATION = "select namespace, version from {versions} where namespace = ''";

    /**
     * What a node sees whose neighbour has just made the same table. {@code if not exists} looks before it locks; on
     * PostgreSQL the duplicate may then be the table's row type or index rather than the table.
     */
    private static final Set<String> MADE_BY_ANOTHER_NODE =
            Set.of("23505", "42P07", "42710", "42S01", "42S11", "XX000");

    private final OwnConnections connections;
    private final RecordTable table;
    private final Mode mode;
    private final @Nullable ClassLoader classLoader;

    /**
     * Does nothing yet.
     *
     * @param tablePrefix as for the store
     * @param schema as for the store; made by Flyway if it is not there
     * @param classLoader where Flyway is looked for; {@code null} for the default
     * @throws IllegalArgumentException if prefix or schema are no plain SQL identifiers
     */
    public IdempotencySchemaInitializer(
            DataSource dataSource,
            String tablePrefix,
            @Nullable String schema,
            Mode mode,
            @Nullable ClassLoader classLoader) {
        this.connections = new OwnConnections(dataSource);
        this.table = new RecordTable(tablePrefix, schema);
        this.mode = mode;
        this.classLoader = classLoader;
    }

    /**
     * Prepares the tables as the mode says, and makes sure that they can be used. Several nodes may do so at once.
     *
     * @throws SchemaNotReadyException if a table cannot be used
     * @throws IdempotencyStoreException if the database is too old or cannot be reached
     */
    public void initialize() {
        SchemaTarget target = target();
        switch (target.vendor().isPrepared() ? effectiveMode() : Mode.NEVER) {
            case FLYWAY -> prepare(target, () -> migrate(target));
            case ALWAYS -> prepare(target, () -> runScript(target));
            case EMBEDDED -> {
                if (target.embedded()) {
                    prepare(target, () -> runScript(target));
                }
            }
            case NEVER ->
                logger.debug(
                        "The tables {}* are left to others", this.table.names().prefix());
        }
        verify(target);
    }

    private SchemaTarget target() {
        try {
            return this.connections.run(SchemaTarget::of);
        } catch (SQLException ex) {
            throw StoreFailures.failed("look at its database", ex);
        }
    }

    private Mode effectiveMode() {
        return this.mode == Mode.FLYWAY && !isPresent("org.flywaydb.core.Flyway") ? Mode.EMBEDDED : this.mode;
    }

    private boolean isPresent(String className) {
        return ClassUtils.isPresent(className, this.classLoader);
    }

    private void prepare(SchemaTarget target, Preparation preparation) {
        for (int attempt = 1; ; attempt++) {
            try {
                preparation.run();
                return;
            } catch (SchemaNotReadyException ex) {
                throw ex;
            } catch (SQLException | RuntimeException ex) {
                // Flyway does not tell why; where two nodes write the baseline, it only says that it could not.
                boolean mayBeRace = effectiveMode() == Mode.FLYWAY || isMadeByAnotherNode(ex);
                if (attempt == MAX_ATTEMPTS || !mayBeRace) {
                    throw notReady(target, ex);
                }
                logger.debug("Another node may be preparing {} too (attempt {})", this.table.name(), attempt, ex);
                LockSupport.parkNanos(PAUSE.multipliedBy(attempt).toNanos());
            }
        }
    }

    private static boolean isMadeByAnotherNode(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && MADE_BY_ANOTHER_NODE.contains(String.valueOf(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    private void migrate(SchemaTarget target) {
        DatabaseVendor.FlywayModule module = target.vendor().flywayModule();
        if (module != null && !isPresent(module.className())) {
            throw new SchemaNotReadyException(
                    problem("Flyway is on the class path, but its module for this database is not"),
                    "Add the dependency " + module.artifact() + ".",
                    null);
        }
        String schema = this.table.schema();
        SchemaMigration.run(
                this.connections.dataSource(),
                target.vendor().migrations(),
                target.folded(this.table.migrationHistory()),
                schema == null ? null : target.folded(schema),
                placeholders());
    }

    private void runScript(SchemaTarget target) throws SQLException {
        ResourceDatabasePopulator scripts = new ResourceDatabasePopulator(
                target.scripts().stream().map(this::resolved).toArray(Resource[]::new));
        this.connections.run(connection -> {
            scripts.populate(connection);
            return true;
        });
    }

    private Resource resolved(String location) {
        try {
            String script = new ClassPathResource(location, getClass().getClassLoader())
                    .getContentAsString(StandardCharsets.UTF_8);
            for (Map.Entry<String, String> placeholder : placeholders().entrySet()) {
                script = script.replace("${" + placeholder.getKey() + "}", placeholder.getValue());
            }
            return new ByteArrayResource(script.getBytes(StandardCharsets.UTF_8), location);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private Map<String, String> placeholders() {
        return Map.of(
                "table", this.table.name(),
                "purge_index", this.table.purgeIndex(),
                "lock_table", this.table.names().locks(),
                "call_count_table", this.table.names().callCounts(),
                "key_hit_table", this.table.names().keyHits(),
                "key_hit_index", this.table.keyHitIndex(),
                "schedule_table", this.table.names().schedules(),
                "schedule_version_table", this.table.names().scheduleVersions(),
                "schedule_identity_constraint", this.table.scheduleIdentityConstraint());
    }

    private void verify(SchemaTarget target) {
        Sql records = new Sql(this.table.in(VERIFICATION));
        Sql locks =
                new Sql(LOCK_VERIFICATION.replace("{locks}", this.table.names().locks()));
        Sql calls =
                new Sql(CALL_VERIFICATION.replace("{calls}", this.table.names().callCounts()));
        Sql hits = new Sql(HIT_VERIFICATION.replace("{hits}", this.table.names().keyHits()));
        Sql schedules = new Sql(
                SCHEDULE_VERIFICATION.replace("{schedules}", this.table.names().schedules()));
        Sql versions = new Sql(
                VERSION_VERIFICATION.replace("{versions}", this.table.names().scheduleVersions()));
        Sql clock = new Sql("select micros from " + this.table.names().clock());
        try {
            this.connections.run(connection -> {
                records.query(connection, row -> row.getString(1));
                if (target.vendor() == DatabaseVendor.STANDARD) {
                    clock.query(connection, row -> row.getLong(1));
                }
                locks.query(connection, row -> row.getString(1));
                calls.query(connection, row -> row.getString(1));
                hits.query(connection, row -> row.getString(1));
                schedules.query(connection, row -> row.getString(1));
                return versions.query(connection, row -> row.getString(1));
            });
        } catch (SQLException ex) {
            throw notReady(target, ex);
        }
    }

    private SchemaNotReadyException notReady(SchemaTarget target, Exception cause) {
        if (!target.vendor().isPrepared()) {
            return new SchemaNotReadyException(
                    problem(String.valueOf(cause.getMessage())),
                    "This database has no dialect of its own, so its tables are not made for you: adapt the statements of "
                            + scripts(target) + " to it, as the comments there say, and run them.",
                    cause);
        }
        DatabaseVendor.FlywayModule module = target.vendor().flywayModule();
        String flyway = "org.flywaydb:flyway-core" + (module == null ? "" : " and " + module.artifact());
        return new SchemaNotReadyException(
                problem(String.valueOf(cause.getMessage())),
                "Add Flyway (" + flyway + ") and set idempotency.jdbc.initialize-schema=flyway, or set"
                        + " idempotency.jdbc.initialize-schema=always, or run the statements of "
                        + scripts(target)
                        + " yourself.",
                cause);
    }

    private static String scripts(SchemaTarget target) {
        return target.scripts().stream().map(script -> "classpath:" + script).collect(Collectors.joining(" and "));
    }

    private String problem(String reason) {
        Mode effective = effectiveMode();
        String setting = this.mode.name().toLowerCase(Locale.ROOT)
                + (effective == this.mode ? "" : ", which without Flyway on the class path acts as embedded");
        return "The tables " + this.table.name() + ", " + this.table.names().locks() + ", "
                + this.table.names().callCounts() + ", " + this.table.names().keyHits() + ", "
                + this.table.names().schedules() + " and " + this.table.names().scheduleVersions()
                + " of the idempotency store cannot be used (initialize-schema is " + setting + "): " + reason;
    }

    /** Who prepares the table. */
    public enum Mode {

        /**
         * Flyway, with a history table of its own, whatever the application's Flyway does. Without Flyway on the class
         * path the same as {@link #EMBEDDED}.
         */
        FLYWAY,

        /** A script at every start, which leaves an existing table as it is. */
        ALWAYS,

        /** The script, if the database is embedded in this process; otherwise nobody. */
        EMBEDDED,

        /** Somebody else. */
        NEVER
    }

    /** The table is missing, or is not as it should be. */
    public static final class SchemaNotReadyException extends IdempotencyStoreException {

        @Serial
        private static final long serialVersionUID = 1L;

        private final String problem;
        private final String remedy;

        SchemaNotReadyException(String problem, String remedy, @Nullable Throwable cause) {
            super(problem + System.lineSeparator() + remedy, cause);
            this.problem = problem;
            this.remedy = remedy;
        }

        /** Which table, in which mode, and what is wrong with it. */
        public String problem() {
            return this.problem;
        }

        /** What to do about it. */
        public String remedy() {
            return this.remedy;
        }
    }

    @FunctionalInterface
    private interface Preparation {

        void run() throws SQLException;
    }
}
