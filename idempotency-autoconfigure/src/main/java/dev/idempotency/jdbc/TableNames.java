package dev.idempotency.jdbc;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What our tables are called. Names are never quoted, so that the database folds their case as it does for the people
 * who look at the tables by hand.
 *
 * @param prefix what the names of all our tables begin with
 * @param schema the schema; {@code null} for the connection's own
 */
public record TableNames(String prefix, @Nullable String schema) {

    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** PostgreSQL cuts names after 63 bytes, silently; our longest suffix has 19. */
    private static final int MAX_LENGTH = 40;

    /**
     * Takes the names.
     *
     * @throws IllegalArgumentException if prefix or schema are no plain identifiers
     */
    public TableNames {
        requireIdentifier("table prefix", prefix);
        if (schema != null) {
            requireIdentifier("schema", schema);
        }
    }

    /** Whether a table prefix or schema can have this name. */
    public static boolean isIdentifier(String name) {
        return name.length() <= MAX_LENGTH && IDENTIFIER.matcher(name).matches();
    }

    /** The table of the records. */
    public String records() {
        return qualified("record");
    }

    /** The table of the locks. */
    public String locks() {
        return qualified("lock");
    }

    /** The table of what became of calls. */
    public String callCounts() {
        return qualified("call_count");
    }

    /** The table of the keys that were called again. */
    public String keyHits() {
        return qualified("key_hit");
    }

    /** The table of the registered schedules. */
    public String schedules() {
        return qualified("schedule");
    }

    /** The table of how often they were changed. */
    public String scheduleVersions() {
        return qualified("schedule_version");
    }

    /** The view of one row that tells the time, where no dialect of ours knows the words for it. */
    public String clock() {
        return qualified("clock");
    }

    private String qualified(String suffix) {
        return (this.schema == null ? "" : this.schema + ".") + this.prefix + suffix;
    }

    private static void requireIdentifier(String what, String name) {
        if (!isIdentifier(name)) {
            throw new IllegalArgumentException(
                    "The " + what + " '" + name + "' is not a plain SQL identifier: it has 1 to " + MAX_LENGTH
                            + " letters, digits and underscores and begins with no digit");
        }
    }
}
