package dev.idempotency.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.idempotency.jdbc.Sql;
import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredFailure;
import dev.idempotency.store.StoredRecord;
import dev.idempotency.store.StoredResult;

/**
 * What stands at a key at a moment of the database's clock.
 *
 * <p>Times are stored as milliseconds since the epoch: every database has a 64-bit integer and adds to it in the same
 * way, and no session's, driver's or server's time zone can shift it.
 *
 * @param micros the database's clock, in microseconds since the epoch
 * @param found the record; {@code null} if there is none
 */
record RecordRow(long micros, @Nullable StoredRecord found) {

    static RecordRow read(ResultSet row) throws SQLException {
        long micros = row.getLong("micros");
        return new RecordRow(
                micros, row.getString("record_key") == null ? null : readRecord(row, RecordRow::readResult));
    }

    /** The record of a row that need not have the columns of the result. */
    static StoredRecord readWithoutResult(ResultSet row) throws SQLException {
        return readRecord(row, columns -> StoredResult.NONE);
    }

    long now() {
        return this.micros / 1000;
    }

    /** The record with which a claim ends. */
    StoredRecord record() {
        if (this.found == null) {
            throw new IllegalStateException("A claim ends with a record");
        }
        return this.found;
    }

    /** The one rule for what is in the way of a claim. */
    boolean isBlocked() {
        return this.found != null
                && this.found.status() != RecordStatus.RELEASED
                && this.found.blockedUntil().toEpochMilli() > now();
    }

    boolean isExpired() {
        return this.found == null || this.found.expiresAt().toEpochMilli() <= now();
    }

    Optional<StoredRecord> visible() {
        return isExpired() || this.found == null || this.found.status() == RecordStatus.RELEASED
                ? Optional.empty()
                : Optional.of(this.found);
    }

    /** The answer to a claim that ended with this row: the claim's own record, or what is in its way. */
    ClaimOutcome outcome(ClaimRequest request) {
        StoredRecord record = record();
        if (record.status() == RecordStatus.RUNNING && record.owner().equals(request.owner())) {
            return new ClaimOutcome.Granted(
                    new Claim(record.key(), record.owner(), record.fencingToken(), record.attempt(), request.lease()));
        }
        long remaining = record.blockedUntil().toEpochMilli() - now();
        return new ClaimOutcome.Blocked(record, Duration.ofMillis(remaining));
    }

    /** The record of a claim that is granted. */
    static StoredRecord running(ClaimRequest request, long fencingToken, int attempt, long firstSeenAt, long now) {
        return new StoredRecord(
                request.key(),
                RecordStatus.RUNNING,
                request.owner(),
                fencingToken,
                attempt,
                request.payloadDigest(),
                Instant.ofEpochMilli(firstSeenAt),
                Instant.ofEpochMilli(now),
                Instant.ofEpochMilli(now + Ending.millis(request.lease())),
                null,
                Instant.ofEpochMilli(now + Ending.millis(request.retention())),
                StoredResult.NONE,
                null);
    }

    private static StoredRecord readRecord(ResultSet row, Sql.Reader<StoredResult> result) throws SQLException {
        RecordStatus status = RecordStatus.ofCode(code(row, "status"));
        return new StoredRecord(
                row.getString("record_key"),
                status,
                UUID.fromString(row.getString("owner")),
                row.getLong("fencing_token"),
                row.getInt("attempt"),
                row.getString("payload_digest"),
                Instant.ofEpochMilli(row.getLong("first_seen_at")),
                Instant.ofEpochMilli(row.getLong("started_at")),
                Instant.ofEpochMilli(row.getLong("blocked_until")),
                instant(row, "ended_at"),
                Instant.ofEpochMilli(row.getLong("expires_at")),
                status == RecordStatus.DONE ? result.read(row) : StoredResult.NONE,
                status == RecordStatus.FAILED ? readFailure(row) : null);
    }

    private static StoredResult readResult(ResultSet row) throws SQLException {
        return StoredResult.of(StoredResult.Kind.ofCode(code(row, "result_kind")), row.getBytes("result"));
    }

    private static StoredFailure readFailure(ResultSet row) throws SQLException {
        return new StoredFailure(
                row.getString("failure_type"), row.getString("failure_message"), row.getBoolean("failure_exhausted"));
    }

    private static char code(ResultSet row, String column) throws SQLException {
        String code = row.getString(column);
        if (code == null || code.length() != 1) {
            throw new IllegalArgumentException("Unknown " + column + " '" + code + "'");
        }
        return code.charAt(0);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
