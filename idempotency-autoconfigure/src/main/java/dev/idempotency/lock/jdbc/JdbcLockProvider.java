package dev.idempotency.lock.jdbc;

import java.sql.SQLException;
import java.time.Duration;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.jdbc.JdbcFailures;
import dev.idempotency.jdbc.OwnConnections;
import dev.idempotency.jdbc.TableNames;
import dev.idempotency.lock.LeaseGrant;
import dev.idempotency.lock.LockOutcome;
import dev.idempotency.lock.LockProvider;
import dev.idempotency.lock.LockRequest;
import dev.idempotency.lock.TokenRetention;

/**
 * Keeps the locks as leases in a table of a relational database: PostgreSQL from version 13, where granting, extending and
 * releasing are one statement and one round trip each; H2, MariaDB from 10.6, MySQL from 8.0 and any other in standard SQL,
 * where granting is two. No connection is held while a lock is.
 *
 * <p>Statements run on connections of their own, never on that of the caller's transaction: a lock is held from the moment
 * it is granted, whatever becomes of the transaction. A lock that protects what a transaction writes is closed after the
 * commit, or the next holder does not see it.
 */
public final class JdbcLockProvider implements LockProvider, TokenRetention {

    private final OwnConnections connections;
    private final LeaseDialect dialect;

    /**
     * Locks in {@code <schema>.<tablePrefix>lock}. Asks the database for its name, so it must be up.
     *
     * @param tablePrefix what the names of our tables begin with, a plain SQL identifier
     * @param schema where the table lies, a plain SQL identifier; {@code null} for the connection's own schema
     * @throws IllegalArgumentException if prefix or schema are no plain identifiers
     * @throws IdempotencyStoreException if the database is too old or cannot be reached
     */
    public JdbcLockProvider(DataSource dataSource, String tablePrefix, @Nullable String schema) {
        TableNames names = new TableNames(tablePrefix, schema);
        this.connections = new OwnConnections(dataSource);
        this.dialect = run("find out which database they are in", connection -> LeaseDialect.of(connection, names));
    }

    @Override
    public LockOutcome tryAcquire(LockRequest request) {
        long sentNanos = System.nanoTime();
        LeaseAnswer answer = run("acquire a lock", connection -> this.dialect.acquire(connection, request));
        Long token = answer.token();
        return token == null
                ? new LockOutcome.Contended(answer.remaining())
                : new LockOutcome.Granted(new JdbcGrant(request, token, sentNanos));
    }

    /** Of names that nobody has locked for a day. */
    @Override
    public int purge(int limit) {
        return run("remove old tokens", connection -> this.dialect.purge(connection, limit));
    }

    private <T> T run(String operation, OwnConnections.Work<T> work) {
        try {
            return this.connections.run(work);
        } catch (SQLException ex) {
            throw JdbcFailures.of("The jdbc locks could not " + operation, ex);
        }
    }

    private final class JdbcGrant extends LeaseGrant {

        private final LockRequest request;

        JdbcGrant(LockRequest request, long token, long sentNanos) {
            super(token, sentNanos, request.lease());
            this.request = request;
        }

        @Override
        protected boolean extendLease(Duration lease) {
            return run(
                    "extend a lock", connection -> dialect().extend(connection, this.request, fencingToken(), lease));
        }

        @Override
        protected boolean endLease() {
            return run("release a lock", connection -> dialect().end(connection, this.request, fencingToken()));
        }

        private LeaseDialect dialect() {
            return JdbcLockProvider.this.dialect;
        }
    }
}
