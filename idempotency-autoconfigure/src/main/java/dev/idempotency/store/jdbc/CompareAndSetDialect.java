package dev.idempotency.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import dev.idempotency.jdbc.OwnConnections;
import dev.idempotency.jdbc.Sql;
import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.Completion;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredRecord;

/**
 * Databases without a statement that both answers and claims: read, then insert or update on the condition that nothing
 * has changed, and once more if something has. Plain SQL but for the clock and the statement that ends an execution,
 * which the vendor words.
 */
final class CompareAndSetDialect extends AbstractRecordDialect {

    private static final String FIND = """
            select clock.micros, r.*
            from (select {micros} as micros) as clock
            left join {table} as r on r.record_key = ?
            """;

    private static final String INSERT = """
            insert into {table} (
                record_key, status, owner, fencing_token, attempt, payload_digest,
                first_seen_at, started_at, blocked_until, expires_at, purge_bucket, result_kind)
            values (?, 'R', ?, ?, 1, ?, ?, ?, ?, ?, ?, 'N')
            """;

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

    private static final String HELD =
            "select record_key from {table} where record_key = ? and owner = ? and fencing_token = ? and status = 'R'";

    private static final String RENEW = """
            update {table} set
                blocked_until = {micros} / 1000 + ?,
                expires_at = greatest(expires_at, {micros} / 1000 + ?),
                purge_bucket = greatest(purge_bucket, ({micros} / 1000 + ?) / 3600000 + 1)
            where record_key = ? and owner = ? and fencing_token = ? and status = 'R'
            """;

    private static final String FORGET = """
            update {table} set
                status = 'X',
                blocked_until = {micros} / 1000,
                ended_at = {micros} / 1000,
                expires_at = {micros} / 1000,
                result_kind = 'N',
                result = null,
                failure_type = null,
                failure_message = null,
                failure_exhausted = null
            where record_key = ? and expires_at > {micros} / 1000 and (status = 'X') = ?
            """;

    private static final String PURGEABLE = """
            select record_key from {table}
            where purge_bucket <= {micros} / 3600000000
                and expires_at <= {micros} / 1000 and blocked_until <= {micros} / 1000
            limit ? for update skip locked
            """;

    private final Sql insert;
    private final Sql takeOver;
    private final Sql held;
    private final Sql lockHeld;
    private final Sql renew;
    private final Sql purgeable;
    private final Sql delete;

    /**
     * Makes the statements for one vendor.
     *
     * @param micros the database's clock in microseconds since the epoch; may stand still within a transaction
     * @param end ends an execution, with the clock as it is even late in a long transaction
     */
    CompareAndSetDialect(RecordTable table, String micros, String end) {
        super(
                new Sql(table.in(end)),
                new Sql(table.in(FIND.replace("{micros}", micros))),
                new Sql(table.in(withClock(FIND_BY_OWNER, micros))),
                new Sql(table.in(withClock(LIST, micros))),
                new Sql(table.in(FORGET.replace("{micros}", micros))));
        this.insert = new Sql(table.in(INSERT));
        this.takeOver = new Sql(table.in(TAKE_OVER));
        this.held = new Sql(table.in(HELD));
        this.lockHeld = new Sql(table.in(HELD + " for update skip locked"));
        this.renew = new Sql(table.in(RENEW.replace("{micros}", micros)));
        this.purgeable = new Sql(table.in(PURGEABLE.replace("{micros}", micros)));
        this.delete = new Sql(table.in("delete from {table} where record_key = ?"));
    }

    private static String withClock(String sql, String micros) {
        return sql.replace("{clock}", "with clock as (select " + micros + " as micros)");
    }

    @Override
    public ClaimOutcome claim(Connection connection, ClaimRequest request) throws SQLException {
        for (int lost = 0; lost < MAX_LOST_RACES; lost++) {
            RecordRow row = find(connection, request.key());
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

    @Override
    public List<ClaimOutcome> claimAll(Connection connection, List<ClaimRequest> requests) throws SQLException {
        List<ClaimOutcome> outcomes = new ArrayList<>(requests.size());
        for (ClaimRequest request : requests) {
            outcomes.add(claim(connection, request));
        }
        return outcomes;
    }

    private static StoredRecord successor(RecordRow row, ClaimRequest request) {
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
            return this.insert.update(
                            connection,
                            wanted.key(),
                            wanted.owner(),
                            wanted.fencingToken(),
                            wanted.payloadDigest(),
                            wanted.firstSeenAt().toEpochMilli(),
                            wanted.startedAt().toEpochMilli(),
                            wanted.blockedUntil().toEpochMilli(),
                            wanted.expiresAt().toEpochMilli(),
                            bucketOfClaim(wanted))
                    > 0;
        } catch (SQLIntegrityConstraintViolationException ex) {
            return false;
        }
    }

    private boolean takeOver(Connection connection, StoredRecord found, StoredRecord wanted) throws SQLException {
        return this.takeOver.update(
                        connection,
                        wanted.owner(),
                        wanted.fencingToken(),
                        wanted.attempt(),
                        wanted.payloadDigest(),
                        wanted.firstSeenAt().toEpochMilli(),
                        wanted.startedAt().toEpochMilli(),
                        wanted.blockedUntil().toEpochMilli(),
                        wanted.expiresAt().toEpochMilli(),
                        bucketOfClaim(wanted),
                        found.key(),
                        found.owner(),
                        found.fencingToken(),
                        String.valueOf(found.status().code()),
                        found.blockedUntil().toEpochMilli())
                > 0;
    }

    /** One more than at the end, so that the completion of an hour's run leaves the indexed value as it is. */
    private static long bucketOfClaim(StoredRecord wanted) {
        return wanted.expiresAt().toEpochMilli() / BUCKET_MILLIS + 2;
    }

    @Override
    public Collection<Claim> completeAll(Connection connection, List<Completion> completions) throws SQLException {
        return connection.getAutoCommit()
                ? OwnConnections.inTransaction(connection, () -> completeEach(connection, completions))
                : completeEach(connection, completions);
    }

    private Collection<Claim> completeEach(Connection connection, List<Completion> completions) throws SQLException {
        List<Claim> lost = new ArrayList<>();
        for (Completion completion : completions) {
            Ending ending = Ending.completed(completion.result(), completion.ttl());
            if (!end(connection, completion.claim(), ending)) {
                lost.add(completion.claim());
            }
        }
        return lost;
    }

    /** Locks before it updates, row by row: an update would wait for a row that an open transaction has locked. */
    @Override
    public Collection<Claim> renew(Connection connection, List<Claim> claims) throws SQLException {
        List<Claim> lost = new ArrayList<>();
        for (Claim claim : claims) {
            boolean locked = OwnConnections.inTransaction(connection, () -> {
                if (ofHolder(this.lockHeld, connection, claim).isEmpty()) {
                    return false;
                }
                long lease = Ending.millis(claim.lease());
                return this.renew.update(
                                connection, lease, lease, lease, claim.key(), claim.owner(), claim.fencingToken())
                        > 0;
            });
            if (!locked && ofHolder(this.held, connection, claim).isEmpty()) {
                lost.add(claim);
            }
        }
        return lost;
    }

    private static List<String> ofHolder(Sql sql, Connection connection, Claim claim) throws SQLException {
        return sql.query(connection, row -> row.getString(1), claim.key(), claim.owner(), claim.fencingToken());
    }

    @Override
    public int purge(Connection connection, int limit) throws SQLException {
        return OwnConnections.inTransaction(connection, () -> {
            int removed = 0;
            for (String key : this.purgeable.query(connection, row -> row.getString(1), limit)) {
                removed += this.delete.update(connection, key);
            }
            return removed;
        });
    }
}
