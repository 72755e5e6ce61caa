package dev.idempotency.store.jdbc;

import org.jspecify.annotations.Nullable;

import dev.idempotency.jdbc.TableNames;

/**
 * Where the records lie.
 *
 * @param names what our tables are called
 */
record RecordTable(TableNames names) {

    RecordTable(String prefix, @Nullable String schema) {
        this(new TableNames(prefix, schema));
    }

    String name() {
        return this.names.records();
    }

    @Nullable
    String schema() {
        return this.names.schema();
    }

    /** An index lies in its table's schema; naming that again is an error on PostgreSQL. */
    String purgeIndex() {
        return this.names.prefix() + "record_purge_bucket";
    }

    String keyHitIndex() {
        return this.names.prefix() + "key_hit_key";
    }

    String scheduleIdentityConstraint() {
        return this.names.prefix() + "schedule_identity";
    }

    String migrationHistory() {
        return this.names.prefix() + "flyway_history";
    }

    /** The statement for this table. */
    String in(String sql) {
        return sql.replace("{table}", name());
    }
}
