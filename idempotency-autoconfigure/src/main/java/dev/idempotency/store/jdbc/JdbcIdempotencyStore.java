package dev.idempotency.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.jdbc.DatabaseVendor;
import dev.idempotency.jdbc.OwnConnections;
import dev.idempotency.jdbc.TableNames;
import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.Completion;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredFailure;
import dev.idempotency.store.StoredRecord;
import dev.idempotency.store.StoredResult;

/**
 * Keeps the records in a table of a relational database: H2, PostgreSQL from version 13, MariaDB from 10.6, MySQL from 8.0.
 * Any other is spoken to in standard SQL, if somebody has made its table.
 *
 * <p>Everything but a completion runs on a connection of its own and takes effect at once, so a pool needs one more
 * connection than business transactions claim at a time. A completion joins the caller's transaction on the same
 * {@code DataSource}: what was done and that it was done commit or roll back together. Until such a transaction ends,
 * its row is locked: a renewal passes over it, but a claim after the lease has run out waits for the outcome.
 *
 * <p>Leases and expiry are decided by the database's clock. {@link IdempotencySchemaInitializer} prepares the table.
 */
public final class JdbcIdempotencyStore implements IdempotencyStore {

    private static final Logger logger = LoggerFactory.getLogger(JdbcIdempotencyStore.class);

    private final OwnConnections connections;
    private final RecordDialect dialect;

    /**
     * A store in {@code <schema>.<tablePrefix>record}. Asks the database for its name, so it must be up.
     *
     * @param tablePrefix what the names of our tables begin with, a plain SQL identifier
     * @param schema where the table lies, a plain SQL identifier; {@code null} for the connection's own schema
     * @throws IllegalArgumentException if prefix or schema are no plain identifiers
     * @throws IdempotencyStoreException if the database is too old or cannot be reached, or its connections read what is not
     *     committed
     */
    public JdbcIdempotencyStore(DataSource dataSource, String tablePrefix, @Nullable String schema) {
        RecordTable table = new RecordTable(tablePrefix, schema);
        this.connections = new OwnConnections(dataSource);
        this.dialect = onOwnConnection("find out which database it is on", connection -> dialect(connection, table));
    }

    private static RecordDialect dialect(Connection connection, RecordTable table) throws SQLException {
        DatabaseVendor vendor = DatabaseVendor.of(connection);
        if (vendor == DatabaseVendor.STANDARD) {
            logger.info(
                    "The idempotency store has no dialect for {} and speaks standard SQL to it: two round trips for each"
                            + " claim and each completion, one for a duplicate",
                    connection.getMetaData().getDatabaseProductName());
        }
        if (connection.getTransactionIsolation() == Connection.TRANSACTION_READ_UNCOMMITTED) {
            throw new IdempotencyStoreException(
                    "The connections of the DataSource are at READ UNCOMMITTED: a duplicate would be answered with a"
                            + " completion that is rolled back later. Set READ COMMITTED or above, or give the store a"
                            + " DataSource of its own (idempotency.jdbc.data-source)",
                    null);
        }
        return RecordDialect.of(vendor, connection, table);
    }

    /** Whether a table prefix or schema can have this name: 1 to 40 letters, digits and underscores, no digit first. */
    public static boolean isIdentifier(String name) {
        return TableNames.isIdentifier(name);
    }

    @Override
    public String name() {
        return "jdbc";
    }

    @Override
    public ClaimOutcome claim(ClaimRequest request) {
        return onOwnConnection("claim a key", connection -> this.dialect.claim(connection, request));
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if two requests are for the same key
     */
    @Override
    public List<ClaimOutcome> claimAll(List<ClaimRequest> requests) {
        if (requests.stream().map(ClaimRequest::key).distinct().count() < requests.size()) {
            throw new IllegalArgumentException("Of the " + requests.size()
                    + " requests to claim keys, two are for the same key; leave one of them out");
        }
        return requests.isEmpty()
                ? List.of()
                : onOwnConnection("claim keys", connection -> this.dialect.claimAll(connection, requests));
    }

    @Override
    public Collection<Claim> renew(Collection<Claim> claims) {
        if (claims.isEmpty()) {
            return List.of();
        }
        List<Claim> listed = List.copyOf(claims);
        return onOwnConnection("renew leases", connection -> this.dialect.renew(connection, listed));
    }

    @Override
    public boolean complete(Claim claim, StoredResult result, Duration ttl) {
        Ending ending = Ending.completed(result, ttl);
        return joinsCurrentTransaction()
                ? endInCurrentTransaction(claim, ending)
                : end("record a completion", claim, ending);
    }

    /**
     * {@inheritDoc}
     *
     * <p>One round trip on PostgreSQL, unless the results are larger than 32 MB together; a few on MariaDB and MySQL.
     */
    @Override
    public Collection<Claim> completeAll(List<Completion> completions) {
        if (completions.isEmpty()) {
            return List.of();
        }
        boolean joins = joinsCurrentTransaction();
        List<Claim> lost = new ArrayList<>();
        for (List<Completion> batch : CompletionBatches.of(completions, CompletionBatches.MAX_RESULT_BYTES)) {
            lost.addAll(joins ? completeInCurrentTransaction(batch) : completeOnOwnConnection(batch));
        }
        return lost;
    }

    private Collection<Claim> completeOnOwnConnection(List<Completion> batch) {
        return onOwnConnection("record completions", connection -> this.dialect.completeAll(connection, batch));
    }

    private Collection<Claim> completeInCurrentTransaction(List<Completion> batch) {
        return translated(
                "record completions in the caller's transaction",
                () -> onCallersConnection(connection -> this.dialect.completeAll(connection, batch)));
    }

    @Override
    public boolean fail(Claim claim, StoredFailure failure, Duration retryIn, Duration retention) {
        return end("record a failure", claim, Ending.failed(failure, retryIn, retention));
    }

    @Override
    public boolean release(Claim claim, Duration retention) {
        return end("release a key", claim, Ending.released(retention));
    }

    private boolean end(String operation, Claim claim, Ending ending) {
        return onOwnConnection(operation, connection -> this.dialect.end(connection, claim, ending));
    }

    /** Without a second attempt: after an error the transaction is the caller's to roll back. */
    private boolean endInCurrentTransaction(Claim claim, Ending ending) {
        return translated(
                "record a completion in the caller's transaction",
                () -> onCallersConnection(connection -> this.dialect.end(connection, claim, ending)));
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        return onOwnConnection("find a record", connection -> this.dialect.find(connection, key))
                .visible();
    }

    /**
     * {@inheritDoc}
     *
     * <p>Reads the whole table.
     */
    @Override
    public Optional<StoredRecord> findByOwner(UUID owner) {
        return onOwnConnection("find a record by its owner", connection -> this.dialect.findByOwner(connection, owner));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Reads all records with this prefix, to find the newest of them.
     */
    @Override
    public List<StoredRecord> list(String keyPrefix, @Nullable RecordStatus status, int offset, int limit) {
        return onOwnConnection(
                "list records", connection -> this.dialect.list(connection, keyPrefix, status, offset, limit));
    }

    @Override
    public boolean forget(String key) {
        return onOwnConnection("forget a key", connection -> this.dialect.forget(connection, key));
    }

    @Override
    public int purge(int limit) {
        return onOwnConnection("purge expired records", connection -> this.dialect.purge(connection, limit));
    }

    /**
     * A connection may be bound to a thread that is in the transaction of another resource. It is in no transaction
     * then, and what is written on it would not roll back.
     */
    @Override
    public boolean joinsCurrentTransaction() {
        DataSource dataSource = this.connections.dataSource();
        return TransactionSynchronizationManager.isActualTransactionActive()
                && TransactionSynchronizationManager.hasResource(dataSource)
                && translated(
                        "look at the caller's transaction",
                        () -> onCallersConnection(connection -> !connection.getAutoCommit()));
    }

    private <T extends @Nullable Object> T onCallersConnection(OwnConnections.Work<T> work) throws SQLException {
        DataSource dataSource = this.connections.dataSource();
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            return work.on(connection);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    private <T extends @Nullable Object> T onOwnConnection(String operation, OwnConnections.Work<T> work) {
        return translated(operation, () -> this.connections.run(work));
    }

    private static <T extends @Nullable Object> T translated(
            String operation, OwnConnections.Statements<T> statements) {
        try {
            return statements.run();
        } catch (IdempotencyStoreException ex) {
            throw ex;
        } catch (SQLException | DataAccessException | IllegalArgumentException ex) {
            throw StoreFailures.failed(operation, ex);
        }
    }
}
