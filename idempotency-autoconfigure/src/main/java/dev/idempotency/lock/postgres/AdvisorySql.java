package dev.idempotency.lock.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;

import dev.idempotency.jdbc.FreeLocks;
import dev.idempotency.jdbc.Sql;
import dev.idempotency.jdbc.TableNames;
import dev.idempotency.lock.LockRequest;

/** The statements. */
final class AdvisorySql {

    private static final String MICROS = "floor(extract(epoch from clock_timestamp()) * 1000000)::bigint";

    /**
     * Four statements that are sent together. The token's sees what the lock's previous holder has committed, since each has a
     * snapshot of its own in this isolation level, whatever the pool's, and since a server frees locks after the commit.
     * The last one lets go of that snapshot, which its portal would keep until the next statement, and so keep vacuum
     * from removing dead rows; a transaction without one may be idle for as long as it likes.
     */
    private static final String TRY_LOCK = """
            set transaction isolation level read committed;
            select pg_try_advisory_xact_lock(hashtextextended(?, 0));
            select greatest(
                coalesce((select l.fencing_token from {table} as l where l.lock_name = ?), 0) + 1,
                {micros});
            set local idle_in_transaction_session_timeout = 0
            """;

    /** With the lock in hand nobody else does this for the name. */
    private static final String REMEMBER_TOKEN = """
            insert into {table} as l (lock_name, owner, fencing_token, acquired_at, lease_until)
            values (?, ?, ?, ?, 0)
            on conflict (lock_name) do update set fencing_token = greatest(l.fencing_token, excluded.fencing_token)
            """;

    private final String tryLock;
    private final Sql rememberToken;
    private final FreeLocks freeLocks;

    AdvisorySql(TableNames names) {
        this.tryLock = TRY_LOCK.replace("{table}", names.locks()).replace("{micros}", MICROS);
        this.rememberToken = new Sql(REMEMBER_TOKEN.replace("{table}", names.locks()));
        this.freeLocks = FreeLocks.bySelect(names, MICROS);
    }

    /** The token, if the lock is held by this connection's transaction now. */
    OptionalLong tryLock(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(this.tryLock)) {
            statement.setString(1, name);
            statement.setString(2, name);
            statement.execute();
            boolean locked = next(statement).getBoolean(1);
            long token = next(statement).getLong(1);
            return locked ? OptionalLong.of(token) : OptionalLong.empty();
        }
    }

    private static ResultSet next(PreparedStatement statement) throws SQLException {
        statement.getMoreResults();
        ResultSet rows = statement.getResultSet();
        rows.next();
        return rows;
    }

    /** Leaves the token of a lock that is about to be released to the next holder. */
    void rememberToken(Connection connection, LockRequest request, long token) throws SQLException {
        this.rememberToken.update(connection, request.name(), request.owner(), token, token);
    }

    int purge(Connection connection, int limit) throws SQLException {
        return this.freeLocks.purge(connection, limit);
    }
}
