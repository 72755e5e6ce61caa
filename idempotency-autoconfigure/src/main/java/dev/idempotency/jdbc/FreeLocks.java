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
            where lock_name in (
                    select lock_name from {table}
                    where lease_until < {micros} and fencing_token < {micros} - 86400000000
                    limit ?)
                and lease_until < {micros} and fencing_token < {micros} - 86400000000
            """;

    private final Sql purge;

    /**
     * What is left in one table.
     *
     * @param micros the database's clock in microseconds since the epoch
     */
    public FreeLocks(TableNames names, String micros) {
        this.purge = new Sql(PURGE.replace("{table}", names.locks()).replace("{micros}", micros));
    }

    /** Removes at most {@code limit} rows, and tells how many it has removed. */
    public int purge(Connection connection, int limit) throws SQLException {
        return this.purge.update(connection, limit);
    }
}
