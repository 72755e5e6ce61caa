package dev.idempotency.store.jdbc;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.idempotency.jdbc.Sql;
import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.Completion;
import dev.idempotency.store.RecordStatus;

/**
 * PostgreSQL: every operation is one statement.
 *
 * <p>The clock is {@code clock_timestamp()}: {@code now()} stands still in a transaction, and a completion may come at
 * the end of a long one. It is read once per statement, in a materialized common table expression.
 */
final class PostgresRecordDialect extends AbstractRecordDialect {

    private static final String MICROS = "floor(extract(epoch from clock_timestamp()) * 1000000)::bigint";

    private static final String CLOCK = """
            with clock as materialized (
                select micros, micros / 1000 as now from (select {micros} as micros) as reading
            )""";

    private static final String TAKING_OVER = """
            on conflict (record_key) do update set
                status = 'R',
                owner = excluded.owner,
                fencing_token = greatest(r.fencing_token + 1, excluded.fencing_token),
                attempt = case when r.status <> 'D' and r.expires_at > excluded.started_at
                    then r.attempt + 1 else 1 end,
                payload_digest = excluded.payload_digest,
                first_seen_at = case when r.status <> 'D' and r.expires_at > excluded.started_at
                    then r.first_seen_at else excluded.first_seen_at end,
                started_at = excluded.started_at,
                blocked_until = excluded.blocked_until,
                ended_at = null,
                expires_at = excluded.expires_at,
                purge_bucket = excluded.purge_bucket,
                result_kind = 'N',
                result = null,
                failure_type = null,
                failure_message = null,
                failure_exhausted = null
            where r.status = 'X' or r.blocked_until <= excluded.started_at
            returning r.*
            """;

    /**
     * A live record is only read: a duplicate writes nothing, takes no lock and no transaction id. Otherwise the record
     * is inserted, or taken over if it still does not block once its row is locked.
     */
    private static final String CLAIM = """
            {clock},
            live as (
                select r.* from {table} as r, clock
                where r.record_key = ? and r.status <> 'X' and r.blocked_until > clock.now
            ),
            granted as (
                insert into {table} as r (
                    record_key, status, owner, fencing_token, attempt, payload_digest,
                    first_seen_at, started_at, blocked_until, expires_at, purge_bucket, result_kind)
                select cast(? as varchar), 'R', cast(? as uuid), micros, 1, cast(? as varchar),
                    now, now, now + ?, now + ?, (now + ?) / 3600000 + 2, 'N'
                from clock
                where not exists (select from live)
                {taking over}
            )
            select clock.micros, granted.* from granted, clock
            union all
            select clock.micros, live.* from live, clock
            """;

    /** What is in the way of a claim, if anything is. Without a common table expression, which costs a tenth more. */
    private static final String LIVE = """
            select {micros} as micros, r.* from {table} as r
            where r.record_key = ? and r.status <> 'X' and r.blocked_until > {micros} / 1000
            """;

    /**
     * As {@link #CLAIM}, for each of several keys. Rows are written in the order of their keys, so that of two batches
     * which share some the one waits for the other, and never each for the other.
     */
    private static final String CLAIM_ALL = """
            {clock},
            wanted as materialized (
                select * from unnest(
                    cast(? as text[]), cast(? as uuid[]), cast(? as text[]), cast(? as bigint[]), cast(? as bigint[]))
                    as w (record_key, owner, payload_digest, lease, retention)
            ),
            live as (
                select r.* from wanted as w join {table} as r on r.record_key = w.record_key, clock
                where r.status <> 'X' and r.blocked_until > clock.now
            ),
            granted as (
                insert into {table} as r (
                    record_key, status, owner, fencing_token, attempt, payload_digest,
                    first_seen_at, started_at, blocked_until, expires_at, purge_bucket, result_kind)
                select w.record_key, 'R', w.owner, micros, 1, w.payload_digest,
                    now, now, now + w.lease, now + w.retention, (now + w.retention) / 3600000 + 2, 'N'
                from wanted as w, clock
                where not exists (select from live where live.record_key = w.record_key)
                order by w.record_key collate "C"
                {taking over}
            )
            select clock.micros, granted.* from granted, clock
            union all
            select clock.micros, live.* from live, clock
            """;

    /**
     * A row that somebody has locked is skipped: a completion in an open business transaction holds it, and the
     * keep-alive of all the others must not wait for that. It is lost only if its committed state says so.
     */
    private static final String RENEW = """
            {clock},
            wanted as materialized (
                select w.record_key, w.owner, w.fencing_token, clock.now + w.lease as lease_until, w.position
                from clock,
                    unnest(cast(? as text[]), cast(? as uuid[]), cast(? as bigint[]), cast(? as bigint[]))
                    with ordinality as w (record_key, owner, fencing_token, lease, position)
            ),
            held as (
                select r.record_key, w.lease_until
                from wanted as w
                join {table} as r on r.record_key = w.record_key
                where r.owner = w.owner and r.fencing_token = w.fencing_token and r.status = 'R'
                for update of r skip locked
            ),
            renewed as (
                update {table} as r set
                    blocked_until = held.lease_until,
                    expires_at = greatest(r.expires_at, held.lease_until),
                    purge_bucket = greatest(r.purge_bucket, held.lease_until / 3600000 + 1)
                from held
                where r.record_key = held.record_key
            )
            select w.position from wanted as w
            where not exists (
                select from {table} as r
                where r.record_key = w.record_key and r.owner = w.owner
                    and r.fencing_token = w.fencing_token and r.status = 'R')
            order by w.position
            """;

    private static final String END = """
            {clock}
            update {table} as r set
                blocked_until = clock.now + ?,
                ended_at = clock.now,
                expires_at = clock.now + ?,
                purge_bucket = greatest(r.purge_bucket, (clock.now + ?) / 3600000 + 1),
                status = ?,
                attempt = ?,
                result_kind = ?,
                result = cast(? as bytea),
                failure_type = cast(? as varchar),
                failure_message = cast(? as varchar),
                failure_exhausted = cast(? as boolean)
            from clock
            where r.record_key = ? and r.owner = {owner} and r.fencing_token = ? and r.status = 'R'
            """;

    /** As {@link #END}, for each of several executions. Rows are locked in the order of their keys. */
    private static final String COMPLETE_ALL = """
            {clock},
            wanted as materialized (
                select * from unnest(
                    cast(? as text[]), cast(? as uuid[]), cast(? as bigint[]), cast(? as integer[]),
                    cast(? as bigint[]), cast(? as text[]), cast(? as bytea[]))
                    with ordinality as w (record_key, owner, fencing_token, attempt, ttl, result_kind, result, position)
            ),
            held as materialized (
                select w.*
                from wanted as w
                join {table} as r on r.record_key = w.record_key
                where r.owner = w.owner and r.fencing_token = w.fencing_token and r.status = 'R'
                order by r.record_key
                for update of r
            ),
            completed as (
                update {table} as r set
                    blocked_until = clock.now + held.ttl,
                    ended_at = clock.now,
                    expires_at = clock.now + held.ttl,
                    purge_bucket = greatest(r.purge_bucket, (clock.now + held.ttl) / 3600000 + 1),
                    status = 'D',
                    attempt = held.attempt,
                    result_kind = held.result_kind,
                    result = held.result
                from held, clock
                where r.record_key = held.record_key
                returning held.position
            )
            select w.position from wanted as w
            where not exists (select from completed where completed.position = w.position)
            order by w.position
            """;

    private static final String FIND =
            "{clock} select clock.micros, r.* from clock left join {table} as r on r.record_key = ?";

    /** The row stays, with its token: the next grant must not be older than what a forgotten holder has in its hand. */
    private static final String FORGET = """
            {clock}
            update {table} as r set
                status = 'X',
                blocked_until = clock.now,
                ended_at = clock.now,
                expires_at = clock.now,
                result_kind = 'N',
                result = null,
                failure_type = null,
                failure_message = null,
                failure_exhausted = null
            from clock
            where r.record_key = ? and r.expires_at > clock.now and (r.status = 'X') = ?
            """;

    /** By physical address, which spares a second look into the primary key's index for every row. */
    private static final String PURGE = """
            delete from {table} where ctid = any(array(
                select r.ctid from {table} as r
                where r.purge_bucket <= {now} / 3600000 and r.expires_at <= {now} and r.blocked_until <= {now}
                limit ? for update skip locked))
            """;

    private static final String TRANSACTION_NOW = "(floor(extract(epoch from now()) * 1000)::bigint)";

    private final AnsweredKeys answered = new AnsweredKeys();
    private final Sql claim;
    private final Sql live;
    private final Sql claimAll;
    private final Sql renew;
    private final Sql completeAll;
    private final Sql purge;

    PostgresRecordDialect(RecordTable table) {
        super(sql(table, END), sql(table, FIND), sql(table, FIND_BY_OWNER), sql(table, LIST), sql(table, FORGET));
        this.claim = sql(table, CLAIM);
        this.live = sql(table, LIVE);
        this.claimAll = sql(table, CLAIM_ALL);
        this.renew = sql(table, RENEW);
        this.completeAll = sql(table, COMPLETE_ALL);
        this.purge = sql(table, PURGE);
    }

    private static Sql sql(RecordTable table, String text) {
        return new Sql(table.in(text.replace("{clock}", CLOCK)
                .replace("{micros}", MICROS)
                .replace("{taking over}", TAKING_OVER)
                .replace("{now}", TRANSACTION_NOW)
                .replace("{owner}", "cast(? as uuid)")
                .replace("{page}", "offset ? rows fetch next ? rows only")));
    }

    @Override
    public ClaimOutcome claim(Connection connection, ClaimRequest request) throws SQLException {
        if (this.answered.contain(request.key())) {
            List<RecordRow> live = this.live.query(connection, RecordRow::read, request.key());
            if (!live.isEmpty()) {
                return live.get(0).outcome(request);
            }
            this.answered.remove(request.key());
        }
        ClaimOutcome outcome = claimOrRead(connection, request);
        if (outcome instanceof ClaimOutcome.Blocked blocked && blocked.record().status() == RecordStatus.DONE) {
            this.answered.add(request.key(), blocked.remaining());
        }
        return outcome;
    }

    private ClaimOutcome claimOrRead(Connection connection, ClaimRequest request) throws SQLException {
        long lease = Ending.millis(request.lease());
        long retention = Ending.millis(request.retention());
        for (int lost = 0; lost < MAX_LOST_RACES; lost++) {
            List<RecordRow> rows = this.claim.query(
                    connection,
                    RecordRow::read,
                    request.key(),
                    request.key(),
                    request.owner(),
                    request.payloadDigest(),
                    lease,
                    retention,
                    retention);
            // No row: the statement began before a concurrent winner committed, and found it only in the row itself.
            if (!rows.isEmpty()) {
                return rows.get(0).outcome(request);
            }
        }
        throw new ContendedKeyException();
    }

    @Override
    public List<ClaimOutcome> claimAll(Connection connection, List<ClaimRequest> requests) throws SQLException {
        Map<String, ClaimOutcome> outcomes = new HashMap<>();
        List<ClaimRequest> open = requests;
        for (int lost = 0; lost < MAX_LOST_RACES && !open.isEmpty(); lost++) {
            Map<String, RecordRow> rows = rowsOf(connection, open);
            List<ClaimRequest> lostToOthers = new ArrayList<>();
            for (ClaimRequest request : open) {
                RecordRow row = rows.get(request.key());
                if (row == null) {
                    lostToOthers.add(request);
                } else {
                    outcomes.put(request.key(), row.outcome(request));
                }
            }
            open = lostToOthers;
        }
        if (!open.isEmpty()) {
            throw new ContendedKeyException();
        }
        return requests.stream()
                .map(request -> Objects.requireNonNull(outcomes.get(request.key())))
                .toList();
    }

    /** What each claim ended with, by its key. One that has lost a race has no row here, as in {@link #claim}. */
    private Map<String, RecordRow> rowsOf(Connection connection, List<ClaimRequest> requests) throws SQLException {
        Map<String, RecordRow> rows = new HashMap<>();
        for (RecordRow row : this.claimAll.query(
                connection,
                RecordRow::read,
                array(connection, "text", requests, ClaimRequest::key),
                array(connection, "uuid", requests, ClaimRequest::owner),
                array(connection, "text", requests, ClaimRequest::payloadDigest),
                array(connection, "int8", requests, request -> Ending.millis(request.lease())),
                array(connection, "int8", requests, request -> Ending.millis(request.retention())))) {
            rows.put(row.record().key(), row);
        }
        return rows;
    }

    @Override
    public Collection<Claim> renew(Connection connection, List<Claim> claims) throws SQLException {
        return this.renew.query(
                connection,
                row -> claims.get(row.getInt(1) - 1),
                array(connection, "text", claims, Claim::key),
                array(connection, "uuid", claims, Claim::owner),
                array(connection, "int8", claims, Claim::fencingToken),
                array(connection, "int8", claims, claim -> Ending.millis(claim.lease())));
    }

    @Override
    public Collection<Claim> completeAll(Connection connection, List<Completion> completions) throws SQLException {
        byte[][] results =
                completions.stream().map(each -> each.result().bytes()).toArray(byte[][]::new);
        return this.completeAll.query(
                connection,
                row -> completions.get(row.getInt(1) - 1).claim(),
                array(connection, "text", completions, each -> each.claim().key()),
                array(connection, "uuid", completions, each -> each.claim().owner()),
                array(connection, "int8", completions, each -> each.claim().fencingToken()),
                array(connection, "int4", completions, each -> each.claim().attempt()),
                array(connection, "int8", completions, each -> Ending.millis(each.ttl())),
                array(
                        connection,
                        "text",
                        completions,
                        each -> String.valueOf(each.result().kind().code())),
                connection.createArrayOf("bytea", results));
    }

    private static <T> Array array(
            Connection connection, String type, List<T> rows, Function<T, @Nullable Object> column)
            throws SQLException {
        return connection.createArrayOf(type, rows.stream().map(column).toArray());
    }

    @Override
    public int purge(Connection connection, int limit) throws SQLException {
        return this.purge.update(connection, limit);
    }
}
