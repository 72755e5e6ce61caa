package dev.idempotency.lock.postgres;

import java.sql.SQLException;
import java.util.OptionalLong;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.jdbc.JdbcFailures;
import dev.idempotency.jdbc.OwnConnections;
import dev.idempotency.jdbc.TableNames;
import dev.idempotency.lock.LockOutcome;
import dev.idempotency.lock.LockProvider;
import dev.idempotency.lock.LockRequest;
import dev.idempotency.lock.TokenRetention;

/**
 * Locks that a PostgreSQL server (from version 13) holds for as long as a connection lives, whatever the lease: the server
 * frees them when the connection ends, be it that their holder died.
 *
 * <p>Every lock that is held has a connection of its own until it is closed. The pool must have that many to spare, besides
 * those of the callers' transactions and one for each claim at a time: a pool of 10 whose threads each hold a lock and then
 * want a connection stands still once 10 of them have one. To ask for a lock that somebody has takes a connection for a
 * moment.
 *
 * <p>On that connection there is an open transaction with a transaction-scoped advisory lock, so that a pooler in
 * transaction mode keeps the server's session for it. It has no transaction id and no snapshot, so that it holds no vacuum
 * back however long it lasts, and {@code idle_in_transaction_session_timeout} does not end it; {@code transaction_timeout}
 * (PostgreSQL 17) does. It reads the table of locks, so that a change of that table waits for all locks to be closed. A
 * holder's machine that vanishes without a word is noticed when the server's {@code tcp_keepalives_idle} has passed, two
 * hours unless it is set.
 *
 * <p>To grant and to release a lock takes two round trips each, to ask whether it is held one.
 *
 * <p>Tokens come from the server's clock, and a lock that is released leaves its own in the table of locks: the next one
 * is greater also if the clock was set back. Of a lock that ended with its connection, nothing is left but the clock.
 *
 * @see <a href="https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS">Advisory locks</a>
 */
public final class PostgresAdvisoryLockProvider implements LockProvider, TokenRetention {

    private final OwnConnections connections;
    private final AdvisorySql sql;

    /**
     * Locks on one server, with their tokens in {@code <schema>.<tablePrefix>lock}. Asks the database for its name, so it
     * must be up.
     *
     * @param tablePrefix what the names of our tables begin with, a plain SQL identifier
     * @param schema where the table lies, a plain SQL identifier; {@code null} for the connection's own schema
     * @throws IllegalArgumentException if prefix or schema are no plain identifiers
     * @throws IdempotencyStoreException if the database is not PostgreSQL or cannot be reached
     */
    public PostgresAdvisoryLockProvider(DataSource dataSource, String tablePrefix, @Nullable String schema) {
        this.connections = new OwnConnections(dataSource);
        this.sql = new AdvisorySql(new TableNames(tablePrefix, schema));
        requirePostgres(this.connections);
    }

    private static void requirePostgres(OwnConnections connections) {
        String product;
        try {
            product = connections.run(connection -> connection.getMetaData().getDatabaseProductName());
        } catch (SQLException ex) {
            throw failed("find out which database they are in", ex);
        }
        if (!product.equalsIgnoreCase("PostgreSQL")) {
            throw new IdempotencyStoreException(
                    "The database " + product + " has no advisory locks; postgres-advisory needs PostgreSQL", null);
        }
    }

    @Override
    public LockOutcome tryAcquire(LockRequest request) {
        try {
            LockSession session = LockSession.open(this.connections.dataSource());
            OptionalLong token = session.orAbandon(connection -> this.sql.tryLock(connection, request.name()));
            if (token.isPresent()) {
                return new LockOutcome.Granted(new AdvisoryGrant(session, this.sql, request, token.getAsLong()));
            }
            session.end();
            return new LockOutcome.Contended(null);
        } catch (SQLException ex) {
            throw failed("acquire a lock", ex);
        }
    }

    /** Of names that nobody has released for a day. */
    @Override
    public int purge(int limit) {
        try {
            return this.connections.run(connection -> this.sql.purge(connection, limit));
        } catch (SQLException ex) {
            throw failed("remove old tokens", ex);
        }
    }

    static IdempotencyStoreException failed(String operation, SQLException cause) {
        return JdbcFailures.of("The postgres-advisory locks could not " + operation, cause);
    }
}
