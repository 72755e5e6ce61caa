package dev.idempotency.store.jdbc;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Where the records lie. Names are never quoted, so that the database folds their case as it does for the people who
 * look at the table by hand.
 *
 * @param prefix what the names of all our tables begin with
 * @param schema the schema; {@code null} for the connection's own
 */
record RecordTable(String prefix, @Nullable String schema) {

    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** PostgreSQL cuts names after 63 bytes, silently; our longest suffix has 19. */
    private static final int MAX_LENGTH = 40;

    RecordTable {
        requireIdentifier("table prefix", prefix);
        if (schema != null) {
            requireIdentifier("schema", schema);
        }
    }

    String name() {
        return qualified("record");
    }

    /** A view of one row that tells the time, where no dialect of ours knows the words for it. */
    String clock() {
        return qualified("clock");
    }

    /** An index lies in its table's schema; naming that again is an error on PostgreSQL. */
    String purgeIndex() {
        return this.prefix + "record_purge_bucket";
    }

    String migrationHistory() {
        return this.prefix + "flyway_history";
    }

    /** The statement for this table. */
    String in(String sql) {
        return sql.replace("{table}", name());
    }

    private String qualified(String suffix) {
        return (this.schema == null ? "" : this.schema + ".") + this.prefix + suffix;
    }

    static boolean isIdentifier(String name) {
        return name.length() <= MAX_LENGTH && IDENTIFIER.matcher(name).matches();
    }

    private static void requireIdentifier(String what, String name) {
        if (!isIdentifier(name)) {
            throw new IllegalArgumentException(
                    "The " + what + " '" + name + "' is not a plain SQL identifier: it has 1 to " + MAX_LENGTH
                            + " letters, digits and underscores and begins with no digit");
        }
    }
}
