package dev.idempotency.lock.postgres;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.idempotency.jdbc.OwnConnections;

/**
 * A connection in a transaction of its own. When it goes back to its pool that transaction has ended, for certain: a lock
 * that stayed in the pool could be held for ever.
 */
final class LockSession {

    private static final Logger logger = LoggerFactory.getLogger(LockSession.class);

    private static final int SECONDS_TO_ANSWER = 5;

    private final Connection connection;
    private final boolean autoCommit;

    private LockSession(Connection connection, boolean autoCommit) {
        this.connection = connection;
        this.autoCommit = autoCommit;
    }

    static LockSession open(DataSource dataSource) throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            return new LockSession(connection, autoCommit);
        } catch (SQLException | RuntimeException ex) {
            connection.close();
            throw ex;
        }
    }

    /** Does something in the transaction; after an error nothing is left of it. */
    <T> T orAbandon(OwnConnections.Work<T> work) throws SQLException {
        try {
            return work.on(this.connection);
        } catch (SQLException | RuntimeException | Error ex) {
            abandon();
            throw ex;
        }
    }

    /** Whether the server answers on this connection, and so still has its transaction. */
    boolean isAlive() {
        try {
            return this.connection.isValid(SECONDS_TO_ANSWER);
        } catch (SQLException ex) {
            return false;
        }
    }

    /**
     * Commits, and gives the connection back.
     *
     * @throws SQLException if it could not be committed; the transaction has ended all the same
     */
    void end() throws SQLException {
        orAbandon(connection -> {
            connection.commit();
            connection.setAutoCommit(this.autoCommit);
            return this;
        });
        close();
    }

    /** Rolls back, and gives the connection back; cuts it off if that is all that helps. */
    void abandon() {
        try {
            this.connection.rollback();
            this.connection.setAutoCommit(this.autoCommit);
        } catch (SQLException ex) {
            logger.debug("A connection that held a lock is closed, since its transaction cannot be rolled back", ex);
            abort();
        }
        close();
    }

    private void abort() {
        try {
            this.connection.abort(Runnable::run);
        } catch (SQLException ex) {
            logger.debug("A connection that held a lock was not there any more", ex);
        }
    }

    private void close() {
        try {
            this.connection.close();
        } catch (SQLException ex) {
            logger.debug("Closing a connection that held a lock failed", ex);
        }
    }
}
