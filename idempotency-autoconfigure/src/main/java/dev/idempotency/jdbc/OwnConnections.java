package dev.idempotency.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/**
 * Runs statements on connections that are never the caller's: what a store or a lock says must hold whatever becomes of
 * the caller's transaction, and must not be read from its snapshot.
 *
 * @param dataSource hands out connections of their own, and is the key of the caller's transaction on it
 */
public record OwnConnections(DataSource dataSource) {

    private static final int MAX_ATTEMPTS = 10;

    /** A lock may have been waited for; whoever waits longer for the next one is told so instead. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Serialization failure, deadlock; H2's concurrent update. All of them undid the statement. */
    private static final Set<String> WORTH_ANOTHER_ATTEMPT = Set.of("40001", "40P01", "90131");

    /** The same of MySQL and MariaDB under a state that says nothing: lock wait timeout, record changed since last read. */
    private static final Set<Integer> GENERAL_ERRORS_WORTH_ANOTHER_ATTEMPT = Set.of(1205, 1020);

    /** Takes connections from the {@code DataSource} itself, whatever proxies for transactions are around it. */
    public OwnConnections(DataSource dataSource) {
        this.dataSource = withoutTransaction(dataSource);
    }

    private static DataSource withoutTransaction(DataSource dataSource) {
        DataSource result = dataSource;
        while (result instanceof TransactionAwareDataSourceProxy proxy && proxy.getTargetDataSource() != null) {
            result = proxy.getTargetDataSource();
        }
        return result;
    }

    /**
     * Runs in auto-commit mode, and again where the database says that this is all it takes.
     *
     * @throws SQLException what the work threw last, or why there is no connection
     */
    public <T extends @Nullable Object> T run(Work<T> work) throws SQLException {
        try (Connection connection = this.dataSource.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            if (!autoCommit) {
                connection.setAutoCommit(true);
            }
            try {
                return repeatedly(connection, work);
            } finally {
                if (!autoCommit) {
                    connection.setAutoCommit(false);
                }
            }
        }
    }

    private static <T extends @Nullable Object> T repeatedly(Connection connection, Work<T> work) throws SQLException {
        long begin = System.nanoTime();
        for (int attempt = 1; ; attempt++) {
            try {
                return work.on(connection);
            } catch (SQLException ex) {
                boolean isLate = System.nanoTime() - begin > PATIENCE.toNanos();
                if (attempt == MAX_ATTEMPTS || isLate || !isWorthAnotherAttempt(ex)) {
                    throw ex;
                }
            }
        }
    }

    private static boolean isWorthAnotherAttempt(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return WORTH_ANOTHER_ATTEMPT.contains(state)
                || (state.equals("HY000") && GENERAL_ERRORS_WORTH_ANOTHER_ATTEMPT.contains(failure.getErrorCode()));
    }

    /**
     * Runs several statements on a connection in auto-commit mode as one.
     *
     * @throws SQLException what a statement threw; nothing of them is left then
     */
    public static <T> T inTransaction(Connection connection, Statements<T> statements) throws SQLException {
        connection.setAutoCommit(false);
        try {
            T result = statements.run();
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException | Error ex) {
            connection.rollback();
            throw ex;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** What is done on a connection. */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {

        /** Does it. */
        T on(Connection connection) throws SQLException;
    }

    /** What is done in a transaction. */
    @FunctionalInterface
    public interface Statements<T extends @Nullable Object> {

        /** Does it. */
        T run() throws SQLException;
    }
}
