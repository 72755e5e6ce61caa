package dev.idempotency.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.idempotency.jdbc.OwnConnections;
import dev.idempotency.jdbc.Sql;
import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.Completion;
import dev.idempotency.store.StoredRecord;
import dev.idempotency.store.StoredResult;

/**
 * MySQL and MariaDB, which have no statement that claims and answers without writing: an {@code insert} first, with or
 * without {@code on duplicate key}, would make every duplicate lock the row, wait for whoever is completing it in an open
 * transaction, and deadlock with its like over gaps. So a claim reads first; an answer to a duplicate is that read alone.
 *
 * <p>Claims, completions and answers are auto-commit statements by primary key: they see what is committed and lock one row
 * at most, at every isolation level. Statements about several rows run at READ COMMITTED, where no gaps are locked.
 */
final class MySqlRecordDialect extends CompareAndSetDialect {

    private static final Logger logger = LoggerFactory.getLogger(MySqlRecordDialect.class);

    /** No session's time zone is in it, and no hour that comes twice. Stands still within a statement, not a transaction. */
    private static final String MICROS =
            "timestampdiff(microsecond, timestamp '1970-01-01 00:00:00', utc_timestamp(6))";

    /** A key that is there already is no error: MariaDB's driver would log each with the key in it. */
    private static final String INSERT_INTO = "insert ignore into";

    private static final String END = """
            update {table} set
                blocked_until = {now} + ?,
                ended_at = {now},
                expires_at = {now} + ?,
                purge_bucket = greatest(purge_bucket, ({now} + ?) {div} 3600000 + 1),
                status = ?,
                attempt = ?,
                result_kind = ?,
                result = ?,
                failure_type = ?,
                failure_message = ?,
                failure_exhausted = ?
            where record_key = ? and owner = ? and fencing_token = ? and status = 'R'
            """;

    /** The optimizer may take the whole table for shorter than a list of keys, and would wait for every row of it. */
    private static final String BY_KEY = "force index (primary)";

    /** The form for several tables, which is the only one that takes a hint. */
    private static final String DELETE = "delete r from {table} as r " + BY_KEY;

    private static final Words WORDS = new Words(MICROS, "div", INSERT_INTO, DELETE, BY_KEY, "limit ?, ?", END);

    /** The clock comes also where there is no record. */
    private static final String FIND_ALL = """
            select clock.micros, r.*
            from (select {micros} as micros) as clock
            left join {table} as r {by key} on r.record_key in ({keys})
            """;

    /** Rows that are locked already, so that nothing can have come in between. */
    private static final String COMPLETE_ALL = """
            update {table} {by key} set
                blocked_until = {now} + ?,
                ended_at = {now},
                expires_at = {now} + ?,
                purge_bucket = greatest(purge_bucket, ({now} + ?) {div} 3600000 + 1),
                status = 'D',
                attempt = ?,
                result_kind = ?,
                result = {results}
            where record_key in ({keys})
            """;

    /** Of the transaction that begins with the next statement only; nothing is left to restore. */
    private static final Sql READ_COMMITTED = new Sql("set transaction isolation level read committed");

    /** Twice as much when a driver writes it as text, and still in a packet of a megabyte. */
    private static final long MAX_RESULT_BYTES = 256 << 10;

    private static final Sql MAX_PACKET = new Sql("select @@max_allowed_packet");

    /** All of a statement but the result. */
    private static final long STATEMENT_BYTES = 64 << 10;

    private final long maxPacket;
    private final CompareAndSetClaims claims;
    private final Sql findAll;
    private final Sql insertAll;
    private final Sql lockHolders;
    private final Sql completeAll;

    /**
     * Makes the statements.
     *
     * @param maxPacket how many bytes the server takes at once; it hangs up on whoever sends more
     */
    private MySqlRecordDialect(RecordTable table, long maxPacket) {
        super(table, WORDS);
        this.maxPacket = maxPacket;
        this.claims = new CompareAndSetClaims(table, INSERT_INTO);
        this.findAll = WORDS.sql(table, FIND_ALL);
        this.insertAll = WORDS.sql(table, INSERT_INTO + " {table} " + CompareAndSetClaims.COLUMNS + " values {rows}");
        this.lockHolders = WORDS.sql(table, HOLDERS + " order by record_key for update");
        this.completeAll = WORDS.sql(table, COMPLETE_ALL);
    }

    /** The dialect of this server, which is asked for its limits. */
    static RecordDialect on(Connection connection, RecordTable table) throws SQLException {
        return new MySqlRecordDialect(
                table, MAX_PACKET.query(connection, row -> row.getLong(1)).get(0));
    }

    /**
     * One statement that reads and one that inserts, whatever the number of keys. Which of several inserts found its key
     * taken is only seen by reading again; a row with this request's owner is its own.
     */
    @Override
    public List<ClaimOutcome> claimAll(Connection connection, List<ClaimRequest> requests) throws SQLException {
        Map<String, ClaimOutcome> outcomes = new HashMap<>();
        for (List<ClaimRequest> some : KeyList.split(requests)) {
            List<ClaimRequest> open = some;
            for (int lost = 0; lost < MAX_LOST_RACES && !open.isEmpty(); lost++) {
                outcomes.putAll(attempt(connection, open));
                open = open.stream()
                        .filter(request -> !outcomes.containsKey(request.key()))
                        .toList();
            }
            if (!open.isEmpty()) {
                throw new ContendedKeyException();
            }
        }
        return requests.stream()
                .map(request -> Objects.requireNonNull(outcomes.get(request.key())))
                .toList();
    }

    /** What became of those requests of which that is known after one attempt, by key. */
    private Map<String, ClaimOutcome> attempt(Connection connection, List<ClaimRequest> requests) throws SQLException {
        Map<String, ClaimOutcome> outcomes = new HashMap<>();
        List<StoredRecord> free = new ArrayList<>();
        Map<String, RecordRow> rows = find(connection, requests);
        for (ClaimRequest request : requests) {
            RecordRow row = Objects.requireNonNull(rows.get(request.key()));
            StoredRecord found = row.found();
            if (row.isBlocked()) {
                outcomes.put(request.key(), row.outcome(request));
            } else if (found == null) {
                free.add(CompareAndSetClaims.successor(row, request));
            } else {
                StoredRecord wanted = CompareAndSetClaims.successor(row, request);
                if (this.claims.takeOver(connection, found, wanted)) {
                    outcomes.put(request.key(), new RecordRow(row.micros(), wanted).outcome(request));
                }
            }
        }
        if (!free.isEmpty() && insertAll(connection, free) == free.size()) {
            Map<String, StoredRecord> inserted =
                    free.stream().collect(Collectors.toMap(StoredRecord::key, record -> record));
            for (ClaimRequest request : requests) {
                StoredRecord record = inserted.get(request.key());
                if (record != null) {
                    long micros =
                            Objects.requireNonNull(rows.get(request.key())).micros();
                    outcomes.put(request.key(), new RecordRow(micros, record).outcome(request));
                }
            }
        }
        return outcomes;
    }

    private Map<String, RecordRow> find(Connection connection, List<ClaimRequest> requests) throws SQLException {
        KeyList keys = KeyList.of(requests, ClaimRequest::key);
        List<RecordRow> found = keys.in(this.findAll).query(connection, RecordRow::read, keys.after());
        Map<String, RecordRow> rows = new HashMap<>();
        keys.keys().forEach(key -> rows.put(key, new RecordRow(found.get(0).micros(), null)));
        found.stream()
                .filter(row -> row.found() != null)
                .forEach(row -> rows.put(row.record().key(), row));
        return rows;
    }

    /** In the order of the keys, so that of two batches which share some the one waits for the other. */
    private int insertAll(Connection connection, List<StoredRecord> records) throws SQLException {
        String rows = String.join(", ", Collections.nCopies(records.size(), CompareAndSetClaims.VALUES));
        @Nullable
        Object[] parameters = records.stream()
                .sorted(Comparator.comparing(StoredRecord::key))
                .flatMap(record -> Arrays.stream(CompareAndSetClaims.values(record)))
                .toArray();
        return new Sql(this.insertAll.text().replace("{rows}", rows)).update(connection, parameters);
    }

    @Override
    public boolean end(Connection connection, Claim claim, Ending ending) throws SQLException {
        return super.end(connection, claim, ending.with(fitting(ending.result())));
    }

    /** The execution is done, whether or not its result can be kept. */
    private StoredResult fitting(StoredResult result) {
        byte[] bytes = result.bytes();
        if (bytes == null || 2L * bytes.length + STATEMENT_BYTES <= this.maxPacket) {
            return result;
        }
        logger.warn(
                "A result of {} bytes is not kept, since it may not fit into the server's max_allowed_packet of {} bytes,"
                        + " of which a driver may need two for each; raise that, or lower idempotency.result.max-size",
                bytes.length,
                this.maxPacket);
        return StoredResult.UNAVAILABLE;
    }

    /** Locks, and then updates what is held: an update alone would not tell which of several rows it met. */
    @Override
    public Collection<Claim> completeAll(Connection connection, List<Completion> completions) throws SQLException {
        return connection.getAutoCommit()
                ? inTransaction(connection, () -> completeHeld(connection, completions))
                : completeHeld(connection, completions);
    }

    private Collection<Claim> completeHeld(Connection connection, List<Completion> completions) throws SQLException {
        List<Completion> fitting = completions.stream()
                .map(each -> new Completion(each.claim(), fitting(each.result()), each.ttl()))
                .toList();
        List<Claim> lost = new ArrayList<>();
        for (List<Completion> batch : CompletionBatches.of(fitting, MAX_RESULT_BYTES)) {
            for (List<Completion> some : KeyList.split(batch)) {
                Set<Claim> held = held(
                        connection,
                        this.lockHolders,
                        some.stream().map(Completion::claim).toList());
                some.stream()
                        .map(Completion::claim)
                        .filter(claim -> !held.contains(claim))
                        .forEach(lost::add);
                Map<Kind, List<Completion>> alike = some.stream()
                        .filter(completion -> held.contains(completion.claim()))
                        .collect(Collectors.groupingBy(Kind::of));
                for (Map.Entry<Kind, List<Completion>> each : alike.entrySet()) {
                    update(connection, each.getKey(), each.getValue());
                }
            }
        }
        return lost;
    }

    private void update(Connection connection, Kind kind, List<Completion> completions) throws SQLException {
        KeyList keys = KeyList.of(completions, completion -> completion.claim().key());
        String results = "case record_key" + " when ? then ?".repeat(completions.size()) + " end";
        List<@Nullable Object> parameters =
                new ArrayList<>(List.of(kind.ttl(), kind.ttl(), kind.ttl(), kind.attempt(), kind.resultKind()));
        for (Completion completion : completions) {
            parameters.add(completion.claim().key());
            parameters.add(completion.result().bytes());
        }
        Sql sql = new Sql(this.completeAll.text().replace("{results}", results));
        keys.in(sql).update(connection, keys.after(parameters.toArray()));
    }

    @Override
    <T> T inTransaction(Connection connection, OwnConnections.Statements<T> statements) throws SQLException {
        return OwnConnections.inTransaction(connection, () -> {
            READ_COMMITTED.update(connection);
            return statements.run();
        });
    }

    /** Completions that differ in their keys and results only. */
    private record Kind(long ttl, int attempt, String resultKind) {

        static Kind of(Completion completion) {
            return new Kind(
                    Ending.millis(completion.ttl()),
                    completion.claim().attempt(),
                    String.valueOf(completion.result().kind().code()));
        }
    }
}
