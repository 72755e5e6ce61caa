package dev.idempotency.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

import dev.idempotency.jdbc.JdbcFailures;
import dev.idempotency.jdbc.Sql;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredRecord;

/**
 * Claims on databases without a statement that both answers and claims: read, then insert or update on the condition that
 * nothing has changed, and once more if something has. What is in the way is only read: such an answer takes no lock and
 * waits for none.
 */
final class CompareAndSetClaims {

    /** The columns of a claim; how they are inserted is the vendor's to say. */
    static final String COLUMNS = """
            (record_key, status, owner, fencing_token, attempt, payload_digest,
                first_seen_at, started_at, blocked_until, expires_at, purge_bucket, result_kind)
            """;

    static final String VALUES = "(?, 'R', ?, ?, 1, ?, ?, ?, ?, ?, ?, 'N')";

    /** {@code blocked_until} is compared too: a late holder may have renewed, and then it holds the key again. */
    private static final String TAKE_OVER = """
            update {table} set
                status = 'R',
                owner = ?,
                fencing_token = ?,
                attempt = ?,
                payload_digest = ?,
                first_seen_at = ?,
                started_at = ?,
                blocked_until = ?,
                ended_at = null,
                expires_at = ?,
                purge_bucket = ?,
                result_kind = 'N',
                result = null,
                failure_type = null,
                failure_message = null,
                failure_exhausted = null
            where record_key = ? and owner = ? and fencing_token = ? and status = ? and blocked_until = ?
            """;

    private final Sql insert;
    private final Sql takeOver;

    /**
     * Makes the statements.
     *
     * @param insertInto how an insert begins; if its key is there already, it inserts nothing or violates a constraint
     */
    CompareAndSetClaims(RecordTable table, String insertInto) {
        this.insert = new Sql(table.in(insertInto + " {table} " + COLUMNS + " values " + VALUES));
        this.takeOver = new Sql(table.in(TAKE_OVER));
    }

    ClaimOutcome claim(Connection connection, ClaimRequest request, Finder finder) throws SQLException {
        for (int lost = 0; lost < RecordDialect.MAX_LOST_RACES; lost++) {
            RecordRow row = finder.find(connection, request.key());
            if (row.isBlocked()) {
                return row.outcome(request);
            }
            StoredRecord wanted = successor(row, request);
            StoredRecord found = row.found();
            if (found == null ? insert(connection, wanted) : takeOver(connection, found, wanted)) {
                return new RecordRow(row.micros(), wanted).outcome(request);
            }
        }
        throw new ContendedKeyException();
    }

    /** The record that a request wants to put in the place of what was found. */
    static StoredRecord successor(RecordRow row, ClaimRequest request) {
        long now = row.now();
        StoredRecord previous = row.found();
        if (previous == null) {
            return RecordRow.running(request, row.micros(), 1, now, now);
        }
        long token = Math.max(previous.fencingToken() + 1, row.micros());
        if (previous.status() == RecordStatus.DONE || row.isExpired()) {
            return RecordRow.running(request, token, 1, now, now);
        }
        return RecordRow.running(
                request, token, previous.attempt() + 1, previous.firstSeenAt().toEpochMilli(), now);
    }

    private boolean insert(Connection connection, StoredRecord wanted) throws SQLException {
        try {
            return this.insert.update(connection, values(wanted)) > 0;
        } catch (SQLException ex) {
            if (JdbcFailures.isConstraintViolation(ex)) {
                return false;
            }
            throw ex;
        }
    }

    /** What goes into {@link #VALUES}. */
    static @Nullable Object[] values(StoredRecord wanted) {
        return new @Nullable Object[] {
            wanted.key(),
            wanted.owner().toString(),
            wanted.fencingToken(),
            wanted.payloadDigest(),
            wanted.firstSeenAt().toEpochMilli(),
            wanted.startedAt().toEpochMilli(),
            wanted.blockedUntil().toEpochMilli(),
            wanted.expiresAt().toEpochMilli(),
            bucketOfClaim(wanted)
        };
    }

    /** Whether nothing has changed since the record was found, and the wanted one stands in its place now. */
    boolean takeOver(Connection connection, StoredRecord found, StoredRecord wanted) throws SQLException {
        return this.takeOver.update(
                        connection,
                        wanted.owner().toString(),
                        wanted.fencingToken(),
                        wanted.attempt(),
                        wanted.payloadDigest(),
                        wanted.firstSeenAt().toEpochMilli(),
                        wanted.startedAt().toEpochMilli(),
                        wanted.blockedUntil().toEpochMilli(),
                        wanted.expiresAt().toEpochMilli(),
                        bucketOfClaim(wanted),
                        found.key(),
                        found.owner().toString(),
                        found.fencingToken(),
                        String.valueOf(found.status().code()),
                        found.blockedUntil().toEpochMilli())
                > 0;
    }

    /** One more than at the end, so that the completion of an hour's run leaves the indexed value as it is. */
    private static long bucketOfClaim(StoredRecord wanted) {
        return wanted.expiresAt().toEpochMilli() / RecordDialect.BUCKET_MILLIS + 2;
    }

    /** Reads what stands at a key. */
    @FunctionalInterface
    interface Finder {

        RecordRow find(Connection connection, String key) throws SQLException;
    }
}
