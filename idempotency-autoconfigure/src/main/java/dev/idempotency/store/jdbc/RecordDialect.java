package dev.idempotency.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.idempotency.jdbc.DatabaseVendor;
import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.Completion;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredRecord;

/**
 * The store's operations in the words of one database. Connections come in auto-commit mode, but for
 * {@link #end} and {@link #completeAll}, which may run in the caller's transaction.
 */
interface RecordDialect {

    /** An hour: the grain of the index by which expired records are found. */
    long BUCKET_MILLIS = 3_600_000;

    /** Lost races in a row that are an error; somebody else has won each of them. */
    int MAX_LOST_RACES = 50;

    /** The dialect of the database at the other end, which may be asked for its limits. */
    static RecordDialect of(DatabaseVendor vendor, Connection connection, RecordTable table) throws SQLException {
        return switch (vendor) {
            case H2 -> H2Sql.dialect(table);
            case POSTGRESQL -> new PostgresRecordDialect(table);
            case MARIADB, MYSQL -> MySqlRecordDialect.on(connection, table);
            case STANDARD -> new StandardRecordDialect(table);
        };
    }

    ClaimOutcome claim(Connection connection, ClaimRequest request) throws SQLException;

    /** The outcomes in the order of the requests. A second attempt finds the grants of the first, and has won them. */
    List<ClaimOutcome> claimAll(Connection connection, List<ClaimRequest> requests) throws SQLException;

    /** The claims that no longer hold their key. Never waits for a row that somebody else has locked. */
    Collection<Claim> renew(Connection connection, List<Claim> claims) throws SQLException;

    boolean end(Connection connection, Claim claim, Ending ending) throws SQLException;

    /** The claims that no longer hold their key. In auto-commit mode an error has undone what a second attempt repeats. */
    Collection<Claim> completeAll(Connection connection, List<Completion> completions) throws SQLException;

    RecordRow find(Connection connection, String key) throws SQLException;

    /** The visible record of an owner, or none. */
    Optional<StoredRecord> findByOwner(Connection connection, UUID owner) throws SQLException;

    /** Visible records, as {@link dev.idempotency.store.IdempotencyStore#list} wants them. */
    List<StoredRecord> list(
            Connection connection, String keyPrefix, @Nullable RecordStatus status, int offset, int limit)
            throws SQLException;

    /** Whether there was a visible record. */
    boolean forget(Connection connection, String key) throws SQLException;

    int purge(Connection connection, int limit) throws SQLException;
}
