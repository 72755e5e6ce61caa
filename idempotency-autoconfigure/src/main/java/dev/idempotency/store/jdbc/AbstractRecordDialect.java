package dev.idempotency.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.idempotency.jdbc.Sql;
import dev.idempotency.store.Claim;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredRecord;

/** What is one statement in every dialect; only its words differ, and the order of its parameters does not. */
abstract class AbstractRecordDialect implements RecordDialect {

    /** Through the whole table: an index of owners would be one more to write at every claim. */
    static final String FIND_BY_OWNER =
            "{clock} select clock.micros, r.* from clock, {table} as r where r.owner = {owner}";

    /** A prefix of the primary key, so that it is a range of its index. The results stay where they are. */
    static final String LIST = """
            {clock}
            select clock.micros, r.record_key, r.status, r.owner, r.fencing_token, r.attempt, r.payload_digest,
                r.first_seen_at, r.started_at, r.blocked_until, r.ended_at, r.expires_at,
                r.failure_type, r.failure_message, r.failure_exhausted
            from clock, {table} as r
            where r.record_key like ? escape '!'
                and r.status <> 'X' and r.expires_at > clock.micros / 1000
                and r.status in (?, ?, ?)
            order by r.started_at desc, r.record_key
            {page}
            """;

    private final Sql end;
    private final Sql find;
    private final Sql findByOwner;
    private final Sql list;
    private final Sql forget;

    /**
     * Takes the statements.
     *
     * @param end ends an execution; parameters: blocked for, kept for (twice), status, attempt, result kind, result, failure
     *     type, message and exhausted, then key, owner, token
     * @param find reads the clock and, if it is there, a record; parameter: key
     * @param findByOwner {@link #FIND_BY_OWNER} with the clock; parameter: owner
     * @param list {@link #LIST} with the clock; parameters: prefix, statuses (three times), offset, limit
     * @param forget frees a record whoever holds it; parameters: key, whether it is released
     */
    AbstractRecordDialect(Sql end, Sql find, Sql findByOwner, Sql list, Sql forget) {
        this.end = end;
        this.find = find;
        this.findByOwner = findByOwner;
        this.list = list;
        this.forget = forget;
    }

    @Override
    public boolean end(Connection connection, Claim claim, Ending ending) throws SQLException {
        return this.end.update(
                        connection,
                        ending.blockedFor(),
                        ending.keptFor(),
                        ending.keptFor(),
                        ending.statusCode(),
                        claim.attempt(),
                        ending.resultKind(),
                        ending.result().bytes(),
                        ending.failureType(),
                        ending.failureMessage(),
                        ending.failureExhausted(),
                        claim.key(),
                        claim.owner().toString(),
                        claim.fencingToken())
                > 0;
    }

    @Override
    public final RecordRow find(Connection connection, String key) throws SQLException {
        return this.find.query(connection, RecordRow::read, key).get(0);
    }

    @Override
    public final Optional<StoredRecord> findByOwner(Connection connection, UUID owner) throws SQLException {
        return this.findByOwner.query(connection, RecordRow::read, owner.toString()).stream()
                .flatMap(row -> row.visible().stream())
                .findFirst();
    }

    @Override
    public final List<StoredRecord> list(
            Connection connection, String keyPrefix, @Nullable RecordStatus status, int offset, int limit)
            throws SQLException {
        return this.list.query(
                connection,
                RecordRow::readWithoutResult,
                escaped(keyPrefix) + "%",
                code(status, RecordStatus.RUNNING),
                code(status, RecordStatus.DONE),
                code(status, RecordStatus.FAILED),
                offset,
                limit);
    }

    /** The wanted status, or of all of them this one. */
    static String code(@Nullable RecordStatus wanted, RecordStatus otherwise) {
        return String.valueOf((wanted == null ? otherwise : wanted).code());
    }

    private static String escaped(String literal) {
        return literal.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    @Override
    public final boolean forget(Connection connection, String key) throws SQLException {
        boolean wasVisible = this.forget.update(connection, key, false) > 0;
        if (!wasVisible) {
            // Released: nobody sees it, but its attempts are still counted.
            this.forget.update(connection, key, true);
        }
        return wasVisible;
    }
}
