package dev.idempotency.jdbc;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.idempotency.IdempotencyStoreException;

/** Says what failed and what to look at. Never names a key: that may be personal. */
public final class JdbcFailures {

    /** Connection broken, database closed, called at shutdown: H2 has codes of its own for these. */
    private static final Set<String> H2_IS_GONE = Set.of("90067", "90098", "90121");

    /**
     * Shutdown, the crash of another session, start-up, a database that was dropped, a session that was idle for too long: of
     * the class of statements that somebody cancels.
     */
    private static final Pattern POSTGRES_IS_LEAVING_OR_COMING = Pattern.compile("57P0[1-5]");

    /** No such prepared statement; there is one of this name already. */
    private static final Set<String> POSTGRES_MIXES_STATEMENTS_UP = Set.of("26000", "42P05");

    /** What PgBouncer says to whatever it refuses, and a session whose prepared statement is that of another client. */
    private static final String POSTGRES_PROTOCOL_VIOLATION = "08P01";

    private static final String POOLER =
            "where each transaction may get another session, set prepareThreshold=0 in the JDBC"
                    + " URL, or max_prepared_statements in PgBouncer from 1.21 on";

    /** What MariaDB says at REPEATABLE READ where others say serialization failure, under the state of a general error. */
    private static final int RECORD_HAS_CHANGED = 1020;

    private JdbcFailures() {}

    /**
     * The exception of an operation.
     *
     * @param failed who could not do what, for the beginning of a sentence
     */
    public static IdempotencyStoreException of(String failed, Exception cause) {
        return new IdempotencyStoreException(failed + ": " + hint(sqlException(cause)), cause);
    }

    /**
     * Whether a row is there already. Not every driver throws the subclass for it; the class of the state is the
     * standard's.
     */
    public static boolean isConstraintViolation(SQLException failure) {
        return String.valueOf(failure.getSQLState()).startsWith("23");
    }

    /** A pool whose time is up tells in the SQL state why it got no connection, if it has tried. */
    private static String hint(@Nullable SQLException cause) {
        String state = cause == null ? null : cause.getSQLState();
        String stateClass = state == null || state.length() < 2 ? "" : state.substring(0, 2);
        if (H2_IS_GONE.contains(String.valueOf(state))) {
            return "the database cannot be reached; it was closed, or the process that served it has ended";
        }
        if (POSTGRES_IS_LEAVING_OR_COMING.matcher(String.valueOf(state)).matches()) {
            return "the database cannot be reached; it is starting or stopping, or has ended the connection";
        }
        if (POSTGRES_MIXES_STATEMENTS_UP.contains(String.valueOf(state))) {
            return "the session has other prepared statements than the driver thinks; " + POOLER;
        }
        if (POSTGRES_PROTOCOL_VIOLATION.equals(state)) {
            return "the database cannot be reached through a pooler, or the driver is refused; " + POOLER;
        }
        if (cause instanceof SQLTransientConnectionException && !stateClass.equals("08")) {
            return "no connection was to be had in time; besides the caller's own, the pool needs one for each claim"
                    + " and lock at a time";
        }
        if (cause != null && cause.getErrorCode() == RECORD_HAS_CHANGED && stateClass.equals("HY")) {
            stateClass = "40";
        }
        return switch (stateClass) {
            case "08" -> "the database cannot be reached; check its address and that it is up";
            case "28" -> "the database refuses the user; check the credentials";
            case "40" ->
                "the transaction conflicts with another one; one at REPEATABLE READ or above that joins a completion"
                        + " needs a lease three times as long as itself, so that no renewal comes in between";
            case "42" -> "the table is missing, outdated or not granted to the user; check idempotency.jdbc.*";
            case "HY", "57", "55" -> "the statement was cancelled or waited too long for a lock";
            default -> cause == null ? "the answer cannot be understood" : "SQL state " + state;
        };
    }

    private static @Nullable SQLException sqlException(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sqlException) {
                return sqlException;
            }
        }
        return null;
    }
}
