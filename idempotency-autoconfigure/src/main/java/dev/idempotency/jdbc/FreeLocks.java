package dev.idempotency.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What is left in the table of locks of those that are free: their last tokens, a day old or older. The next token of such
 * a name comes from the clock, which is ahead of it unless it was set back by more than a day.
 */
public final class FreeLocks {

    /** Whatever the inner query saw, a row that was granted meanwhile does not meet the conditions around it. */
    private static final String PURGE = """
            delete from {table}
            where lock_name in (select lock_name from {table} where {old} limit ?) and {old}
            """;

    private static final String PURGE_WITH_LIMIT = "delete from {table} where {old} limit ?";

    private static final String FIND = "select lock_name from {table} where {old}";

    private static final String DELETE = "delete from {table} where lock_name = ? and {old}";

    private static final String OLD = "lease_until < {micros} and fencing_token + 86400000000 < {micros}";

    private final Purge purge;

    private FreeLocks(Purge purge) {
        this.purge = purge;
    }

    /**
     * In one statement, where a delete has no limit but a select has.
     *
     * @param micros the database's clock in microseconds since the epoch
     */
    public static FreeLocks bySelect(TableNames names, String micros) {
        Sql sql = sql(names, PURGE, micros);
        return new FreeLocks((connection, limit) -> sql.update(connection, limit));
    }

    /**
     * In one statement, where a delete has a limit.
     *
     * @param micros the database's clock in microseconds since the epoch
     */
    public static FreeLocks byLimit(TableNames names, String micros) {
        Sql sql = sql(names, PURGE_WITH_LIMIT, micros);
        return new FreeLocks((connection, limit) -> sql.update(connection, limit));
    }

    /**
     * In SQL that is the same everywhere, row by row.
     *
     * @param micros the database's clock in microseconds since the epoch
     */
    public static FreeLocks oneByOne(TableNames names, String micros) {
        Sql find = sql(names, FIND, micros);
        Sql delete = sql(names, DELETE, micros);
        return new FreeLocks((connection, limit) -> {
            int removed = 0;
            for (String name : find.first(limit).query(connection, row -> row.getString(1))) {
                removed += delete.update(connection, name);
            }
            return removed;
        });
    }

    private static Sql sql(TableNames names, String text, String micros) {
        return new Sql(
                text.replace("{old}", OLD).replace("{table}", names.locks()).replace("{micros}", micros));
    }

    /** Removes at most {@code limit} rows, and tells how many it has removed. */
    public int purge(Connection connection, int limit) throws SQLException {
        return this.purge.run(connection, limit);
    }

    @FunctionalInterface
    private interface Purge {

        int run(Connection connection, int limit) throws SQLException;
    }
}
