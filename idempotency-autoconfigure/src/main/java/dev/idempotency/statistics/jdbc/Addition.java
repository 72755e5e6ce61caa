package dev.idempotency.statistics.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.idempotency.jdbc.Sql;

/**
 * Adds to rows that may be there or not: to those that are, and inserts the others, unless another node was quicker; then
 * they are there. The same in every database but for how an insertion is told to put up with that.
 *
 * @param update adds to a row, if it is there
 * @param insert makes the row; with the same parameters in the same order
 */
record Addition(Sql update, Sql insert) {

    /** Adds each of them, within the transaction of {@code connection}. */
    void run(Connection connection, List<@Nullable Object[]> increments) throws SQLException {
        int[] changed = this.update.updateEach(connection, increments);
        for (int i = 0; i < changed.length; i++) {
            if (changed[i] == 0 && !isInserted(connection, increments.get(i))) {
                this.update.update(connection, increments.get(i));
            }
        }
    }

    private boolean isInserted(Connection connection, @Nullable Object[] row) throws SQLException {
        try {
            return this.insert.update(connection, row) > 0;
        } catch (SQLIntegrityConstraintViolationException ex) {
            return false;
        }
    }
}
