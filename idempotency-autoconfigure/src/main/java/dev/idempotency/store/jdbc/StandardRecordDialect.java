package dev.idempotency.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.idempotency.jdbc.OwnConnections;
import dev.idempotency.jdbc.Sql;
import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.Completion;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredRecord;

/**
 * Databases of which nothing is known but that they speak SQL: no function, no locking clause and no paging clause that is
 * not the same everywhere, and no type that is not.
 *
 * <p>The one thing for which there is no common word is the clock; a view of one row, which the script that makes the table
 * has in the database's own words, tells it. Writes take the time that was read before: one round trip more than elsewhere,
 * by which leases and times to live are shorter.
 */
final class StandardRecordDialect implements RecordDialect {

    private static final String NOW = "select micros from {clock}";

    private static final String FIND =
            "select clock.micros, r.* from {clock} clock left join {table} r on r.record_key = ?";

    private static final String FIND_BY_OWNER =
            "select clock.micros, r.* from {clock} clock, {table} r where r.owner = ?";

    private static final String LIST = """
            select clock.micros, r.record_key, r.status, r.owner, r.fencing_token, r.attempt, r.payload_digest,
                r.first_seen_at, r.started_at, r.blocked_until, r.ended_at, r.expires_at,
                r.failure_type, r.failure_message, r.failure_exhausted
            from {clock} clock, {table} r
            where r.record_key like ? and r.status in (?, ?, ?) and r.status <> 'X'
                and r.expires_at > clock.micros / 1000
            order by r.started_at desc, r.record_key
            """;

    private static final String END = """
            update {table} set
                blocked_until = ?,
                ended_at = ?,
                expires_at = ?,
                purge_bucket = ?,
                status = ?,
                attempt = ?,
                result_kind = ?,
                result = ?,
                failure_type = ?,
                failure_message = ?,
                failure_exhausted = ?
            where record_key = ? and owner = ? and fencing_token = ? and status = 'R'
            """;

    private static final String RENEW = """
            update {table} set
                blocked_until = ?,
                expires_at = case when expires_at < ? then ? else expires_at end,
                purge_bucket = case when purge_bucket < ? then ? else purge_bucket end
            where record_key = ? and owner = ? and fencing_token = ? and status = 'R'
            """;

    private static final String FORGET = """
            update {table} set
                status = 'X',
                blocked_until = ?,
                ended_at = ?,
                expires_at = ?,
                result_kind = 'N',
                result = null,
                failure_type = null,
                failure_message = null,
                failure_exhausted = null
            where record_key = ? and expires_at > ? and status in (?, ?, ?)
            """;

    private static final String PURGEABLE =
            "select record_key from {table} where purge_bucket <= ? and expires_at <= ? and blocked_until <= ?";

    private static final String DELETE =
            "delete from {table} where record_key = ? and expires_at <= ? and blocked_until <= ?";

    /** What is a wildcard, or takes the meaning of one away, in some database or other. */
    private static final String MAY_BE_WILDCARD = "%_[]^\\";

    /** The class of states for what is amiss with a table. */
    private static final String WRONG_TABLE = "42000";

    /** The least that JDBC knows. */
    private static final int PATIENCE_SECONDS = 1;

    private final CompareAndSetClaims claims;
    private final Sql now;
    private final Sql find;
    private final Sql findByOwner;
    private final Sql list;
    private final Sql end;
    private final Sql renew;
    private final Sql forget;
    private final Sql purgeable;
    private final Sql delete;

    StandardRecordDialect(RecordTable table) {
        this.claims = new CompareAndSetClaims(table, "insert into");
        this.now = sql(table, NOW);
        this.find = sql(table, FIND);
        this.findByOwner = sql(table, FIND_BY_OWNER);
        this.list = sql(table, LIST);
        this.end = sql(table, END);
        this.renew = sql(table, RENEW).within(PATIENCE_SECONDS);
        this.forget = sql(table, FORGET);
        this.purgeable = sql(table, PURGEABLE);
        this.delete = sql(table, DELETE).within(PATIENCE_SECONDS);
    }

    private static Sql sql(RecordTable table, String text) {
        return new Sql(table.in(text.replace("{clock}", table.names().clock())));
    }

    @Override
    public ClaimOutcome claim(Connection connection, ClaimRequest request) throws SQLException {
        return this.claims.claim(connection, request, this::find);
    }

    @Override
    public List<ClaimOutcome> claimAll(Connection connection, List<ClaimRequest> requests) throws SQLException {
        List<ClaimOutcome> outcomes = new ArrayList<>(requests.size());
        for (ClaimRequest request : requests) {
            outcomes.add(claim(connection, request));
        }
        return outcomes;
    }

    /** Without a word for passing over locked rows, whoever has locked one for longer than this still holds it. */
    @Override
    public Collection<Claim> renew(Connection connection, List<Claim> claims) throws SQLException {
        List<Claim> lost = new ArrayList<>();
        for (Claim claim : claims) {
            long until = now(connection) + Ending.millis(claim.lease());
            int renewed = unlessLocked(
                    1,
                    () -> this.renew.update(
                            connection,
                            until,
                            until,
                            until,
                            bucketAfter(until),
                            bucketAfter(until),
                            claim.key(),
                            claim.owner().toString(),
                            claim.fencingToken()));
            if (renewed == 0) {
                lost.add(claim);
            }
        }
        return lost;
    }

    private static int unlessLocked(int otherwise, OwnConnections.Statements<Integer> update) throws SQLException {
        try {
            return update.run();
        } catch (SQLTimeoutException ex) {
            return otherwise;
        }
    }

    @Override
    public boolean end(Connection connection, Claim claim, Ending ending) throws SQLException {
        long now = now(connection);
        Boolean exhausted = ending.failureExhausted();
        byte[] result = ending.result().bytes();
        return this.end.update(
                        connection,
                        now + ending.blockedFor(),
                        now,
                        now + ending.keptFor(),
                        bucketAfter(now + ending.keptFor()),
                        ending.statusCode(),
                        claim.attempt(),
                        ending.resultKind(),
                        // A null would have no type, and not every database takes it for a blob then.
                        result == null ? new byte[0] : result,
                        ending.failureType(),
                        ending.failureMessage(),
                        exhausted == null ? null : exhausted ? 1 : 0,
                        claim.key(),
                        claim.owner().toString(),
                        claim.fencingToken())
                > 0;
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
            if (!end(connection, completion.claim(), Ending.completed(completion.result(), completion.ttl()))) {
                lost.add(completion.claim());
            }
        }
        return lost;
    }

    @Override
    public RecordRow find(Connection connection, String key) throws SQLException {
        RecordRow row = this.find.query(connection, RecordRow::read, key).get(0);
        StoredRecord found = row.found();
        if (found != null && !found.key().equals(key)) {
            throw new SQLException(
                    "The database takes two different keys for the same one. The column record_key must"
                            + " compare every character, also upper and lower case and spaces at the end",
                    WRONG_TABLE);
        }
        return row;
    }

    @Override
    public Optional<StoredRecord> findByOwner(Connection connection, UUID owner) throws SQLException {
        return this.findByOwner.query(connection, RecordRow::read, owner.toString()).stream()
                .flatMap(row -> row.visible().stream())
                .findFirst();
    }

    /** Seeks by as much of the prefix as means the same everywhere. */
    @Override
    public List<StoredRecord> list(
            Connection connection, String keyPrefix, @Nullable RecordStatus status, int offset, int limit)
            throws SQLException {
        return this.list
                .query(
                        connection,
                        RecordRow::readWithoutResult,
                        literal(keyPrefix) + "%",
                        AbstractRecordDialect.code(status, RecordStatus.RUNNING),
                        AbstractRecordDialect.code(status, RecordStatus.DONE),
                        AbstractRecordDialect.code(status, RecordStatus.FAILED))
                .stream()
                .filter(record -> record.key().startsWith(keyPrefix))
                .skip(offset)
                .limit(limit)
                .toList();
    }

    private static String literal(String prefix) {
        int end = 0;
        while (end < prefix.length() && MAY_BE_WILDCARD.indexOf(prefix.charAt(end)) < 0) {
            end++;
        }
        return prefix.substring(0, end);
    }

    @Override
    public boolean forget(Connection connection, String key) throws SQLException {
        boolean wasVisible = forget(connection, key, "R", "D", "F");
        if (!wasVisible) {
            // Released: nobody sees it, but its attempts are still counted.
            forget(connection, key, "X", "X", "X");
        }
        return wasVisible;
    }

    private boolean forget(Connection connection, String key, String... statuses) throws SQLException {
        long now = now(connection);
        return this.forget.update(connection, now, now, now, key, now, statuses[0], statuses[1], statuses[2]) > 0;
    }

    /** Row by row, each on its own: whatever is locked is left for another time. */
    @Override
    public int purge(Connection connection, int limit) throws SQLException {
        long now = now(connection);
        List<String> expired =
                this.purgeable.first(limit).query(connection, row -> row.getString(1), now / BUCKET_MILLIS, now, now);
        int removed = 0;
        for (String key : expired) {
            removed += unlessLocked(0, () -> this.delete.update(connection, key, now, now));
        }
        return removed;
    }

    private long now(Connection connection) throws SQLException {
        return this.now.query(connection, row -> row.getLong(1)).get(0) / 1000;
    }

    private static long bucketAfter(long expiresAt) {
        return expiresAt / BUCKET_MILLIS + 1;
    }
}
