package dev.idempotency.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

import dev.idempotency.store.Claim;

/** What is one statement in every dialect; only its words differ, and the order of its parameters does not. */
abstract class AbstractRecordDialect implements RecordDialect {

    private final Sql end;
    private final Sql find;
    private final Sql forget;

    /**
     * Takes the statements.
     *
     * @param end ends an execution; parameters: blocked for, kept for (twice), status, attempt, result kind, result, failure
     *     type, message and exhausted, then key, owner, token
     * @param find reads the clock and, if it is there, a record; parameter: key
     * @param forget frees a record whoever holds it; parameters: key, whether it is released
     */
    AbstractRecordDialect(Sql end, Sql find, Sql forget) {
        this.end = end;
        this.find = find;
        this.forget = forget;
    }

    @Override
    public final boolean end(Connection connection, Claim claim, Ending ending) throws SQLException {
        return this.end.update(
                        connection,
                        ending.blockedFor(),
                        ending.keptFor(),
                        ending.keptFor(),
                        ending.statusCode(),
                        claim.attempt(),
                        ending.resultKind(),
                        ending.result().bytes(),
                        ending.failureType(),
                        ending.failureMessage(),
                        ending.failureExhausted(),
                        claim.key(),
                        claim.owner(),
                        claim.fencingToken())
                > 0;
    }

    @Override
    public final RecordRow find(Connection connection, String key) throws SQLException {
        return this.find.query(connection, RecordRow::read, key).get(0);
    }

    @Override
    public final boolean forget(Connection connection, String key) throws SQLException {
        boolean wasVisible = this.forget.update(connection, key, false) > 0;
        if (!wasVisible) {
            // Released: nobody sees it, but its attempts are still counted.
            this.forget.update(connection, key, true);
        }
        return wasVisible;
    }
}
