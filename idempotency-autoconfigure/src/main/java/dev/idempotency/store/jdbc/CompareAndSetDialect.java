package dev.idempotency.store.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.idempotency.jdbc.OwnConnections;
import dev.idempotency.jdbc.Sql;
import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.Completion;

/** Databases without a statement that both answers and claims. Plain SQL but for the vendor's {@link Words}. */
class CompareAndSetDialect extends AbstractRecordDialect {

    private static final String FIND = """
            select clock.micros, r.*
            from (select {micros} as micros) as clock
            left join {table} as r on r.record_key = ?
            """;

    /** Which of these keys is held, and by whom. */
    static final String HOLDERS = """
            select record_key, owner, fencing_token from {table} {by key}
            where record_key in ({keys}) and status = 'R'
            """;

    private static final String RENEW = """
            update {table} {by key} set
                blocked_until = {now} + ?,
                expires_at = greatest(expires_at, {now} + ?),
                purge_bucket = greatest(purge_bucket, ({now} + ?) {div} 3600000 + 1)
            where record_key in ({keys})
            """;

    private static final String FORGET = """
            update {table} set
                status = 'X',
                blocked_until = {now},
                ended_at = {now},
                expires_at = {now},
                result_kind = 'N',
                result = null,
                failure_type = null,
                failure_message = null,
                failure_exhausted = null
            where record_key = ? and expires_at > {now} and (status = 'X') = ?
            """;

    private static final String PURGEABLE = """
            select record_key from {table}
            where purge_bucket <= {now} {div} 3600000
                and expires_at <= {now} and blocked_until <= {now}
            limit ? for update skip locked
            """;

    /**
     * Of rows that are locked and known to have expired. It says so again, because MariaDB up to 10.11 takes the primary key
     * for an index that covers a delete by keys alone, reads all of it for a list of most keys, and waits for every row.
     */
    private static final String EXPIRED = " where record_key in ({keys}) and expires_at <= {now}";

    private final CompareAndSetClaims claims;
    private final Sql holders;
    private final Sql lockHolders;
    private final Sql renew;
    private final Sql purgeable;
    private final Sql delete;

    /** Makes the statements for one vendor. */
    CompareAndSetDialect(RecordTable table, Words words) {
        super(
                words.sql(table, words.end()),
                words.sql(table, FIND),
                words.sql(table, FIND_BY_OWNER),
                words.sql(table, LIST),
                words.sql(table, FORGET));
        this.claims = new CompareAndSetClaims(table, words.insertInto());
        this.holders = words.sql(table, HOLDERS);
        this.lockHolders = words.sql(table, HOLDERS + " for update skip locked");
        this.renew = words.sql(table, RENEW);
        this.purgeable = words.sql(table, PURGEABLE);
        this.delete = words.sql(table, words.delete() + EXPIRED);
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

    @Override
    public Collection<Claim> completeAll(Connection connection, List<Completion> completions) throws SQLException {
        return connection.getAutoCommit()
                ? inTransaction(connection, () -> completeEach(connection, completions))
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

    /** Locks before it updates: an update would wait for a row that an open transaction has locked. */
    @Override
    public final Collection<Claim> renew(Connection connection, List<Claim> claims) throws SQLException {
        List<Claim> lost = new ArrayList<>();
        for (List<Claim> some : KeyList.split(claims)) {
            Set<Claim> locked = inTransaction(connection, () -> renewUnlocked(connection, some));
            List<Claim> others =
                    some.stream().filter(claim -> !locked.contains(claim)).toList();
            Set<Claim> held = held(connection, this.holders, others);
            others.stream().filter(claim -> !held.contains(claim)).forEach(lost::add);
        }
        return lost;
    }

    private Set<Claim> renewUnlocked(Connection connection, List<Claim> claims) throws SQLException {
        Set<Claim> locked = held(connection, this.lockHolders, claims);
        Map<Duration, List<Claim>> byLease = locked.stream().collect(Collectors.groupingBy(Claim::lease));
        for (Map.Entry<Duration, List<Claim>> each : byLease.entrySet()) {
            long lease = Ending.millis(each.getKey());
            KeyList keys = KeyList.of(each.getValue(), Claim::key);
            keys.in(this.renew).update(connection, keys.after(lease, lease, lease));
        }
        return locked;
    }

    /** Those of the claims that hold their keys. */
    static Set<Claim> held(Connection connection, Sql holders, Collection<Claim> claims) throws SQLException {
        if (claims.isEmpty()) {
            return Set.of();
        }
        KeyList keys = KeyList.of(claims, Claim::key);
        Set<Holder> holding = Set.copyOf(keys.in(holders).query(connection, Holder::read, keys.after()));
        return claims.stream()
                .filter(claim -> holding.contains(Holder.of(claim)))
                .collect(Collectors.toSet());
    }

    @Override
    public final int purge(Connection connection, int limit) throws SQLException {
        return inTransaction(connection, () -> {
            int removed = 0;
            List<String> expired = this.purgeable.query(connection, row -> row.getString(1), limit);
            for (List<String> some : KeyList.split(expired)) {
                KeyList keys = KeyList.of(some, key -> key);
                removed += keys.in(this.delete).update(connection, keys.after());
            }
            return removed;
        });
    }

    /** Several statements on a connection in auto-commit mode as one, each of which sees what was committed before it. */
    <T> T inTransaction(Connection connection, OwnConnections.Statements<T> statements) throws SQLException {
        return OwnConnections.inTransaction(connection, statements);
    }

    private record Holder(String key, String owner, long token) {

        static Holder of(Claim claim) {
            return new Holder(claim.key(), claim.owner().toString(), claim.fencingToken());
        }

        static Holder read(ResultSet row) throws SQLException {
            return new Holder(row.getString(1), row.getString(2), row.getLong(3));
        }
    }

    /**
     * What a vendor says differently.
     *
     * @param micros the database's clock in microseconds since the epoch; may stand still within a transaction
     * @param div divides whole numbers and forgets the rest
     * @param insertInto how an insert begins
     * @param delete how a delete of rows begins that are sought by their keys
     * @param byKey stands behind a table whose rows are sought and locked by their keys, and no other row with them
     * @param page the end of a select that reads a page; parameters: offset, limit
     * @param end ends an execution, with the clock as it is even late in a long transaction
     */
    record Words(String micros, String div, String insertInto, String delete, String byKey, String page, String end) {

        /** The statement for a table; {@code {now}} is the clock in milliseconds. */
        Sql sql(RecordTable table, String text) {
            return new Sql(table.in(text.replace("{clock}", "with clock as (select {micros} as micros)")
                    .replace("{owner}", "?")
                    .replace("{by key}", this.byKey)
                    .replace("{page}", this.page)
                    .replace("{now}", "({micros} {div} 1000)")
                    .replace("{micros}", this.micros)
                    .replace("{div}", this.div)));
        }
    }
}
