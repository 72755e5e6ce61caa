package dev.idempotency.lock.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

import dev.idempotency.jdbc.FreeLocks;
import dev.idempotency.jdbc.Sql;
import dev.idempotency.jdbc.TableNames;
import dev.idempotency.lock.LockRequest;

/** PostgreSQL: every operation is one statement, and none leaves an error in the server's log. */
final class PostgresLeaseDialect extends LeaseDialect {

    /** {@code now()} would be the time at which the transaction began. */
    private static final String MICROS = "floor(extract(epoch from clock_timestamp()) * 1000000)::bigint";

    /**
     * A lease that lasts is only read. Otherwise the row is inserted, or taken over if its lease has still passed once it
     * is locked. The clock is read before that lock, so that waiting for it shortens the lease rather than lengthening it.
     */
    private static final String ACQUIRE = """
            with clock as materialized (select {micros} as micros),
            held as (
                select l.lease_until - clock.micros as remaining
                from {table} as l, clock
                where l.lock_name = ? and l.lease_until > clock.micros
            ),
            granted as (
                insert into {table} as l (lock_name, owner, fencing_token, acquired_at, lease_until)
                select cast(? as varchar), cast(? as uuid), micros, micros, micros + ?
                from clock
                where not exists (select from held)
                on conflict (lock_name) do update set
                    owner = excluded.owner,
                    fencing_token = greatest(l.fencing_token + 1, excluded.fencing_token),
                    acquired_at = excluded.acquired_at,
                    lease_until = excluded.lease_until
                where l.lease_until <= excluded.acquired_at
                returning l.fencing_token
            )
            select true as is_granted, fencing_token as answer from granted
            union all
            select false, remaining from held
            """;

    private final Sql acquire;

    PostgresLeaseDialect(TableNames names) {
        super(names, MICROS, "cast(? as uuid)", FreeLocks.bySelect(names, MICROS));
        this.acquire = sql(names, ACQUIRE, MICROS);
    }

    @Override
    LeaseAnswer acquire(Connection connection, LockRequest request) throws SQLException {
        List<LeaseAnswer> answers = this.acquire.query(
                connection,
                PostgresLeaseDialect::read,
                request.name(),
                request.name(),
                request.owner(),
                micros(request.lease()));
        // No row: the statement began before a concurrent winner committed, and found it only in the row itself.
        return answers.isEmpty() ? LeaseAnswer.contended() : answers.get(0);
    }

    private static LeaseAnswer read(ResultSet row) throws SQLException {
        long answer = row.getLong("answer");
        return row.getBoolean("is_granted") ? LeaseAnswer.granted(answer) : LeaseAnswer.contended(answer);
    }
}
