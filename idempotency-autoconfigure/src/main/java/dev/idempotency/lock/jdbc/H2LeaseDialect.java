package dev.idempotency.lock.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;

import dev.idempotency.jdbc.Sql;
import dev.idempotency.jdbc.TableNames;
import dev.idempotency.lock.LockRequest;

/** H2: read, then insert or update on the condition that nothing has changed; if something has, somebody was quicker. */
final class H2LeaseDialect extends LeaseDialect {

    /** Stands still within a transaction; statements on a connection of our own are transactions of their own. */
    private static final String MICROS = "cast(floor(extract(epoch from current_timestamp) * 1000000) as bigint)";

    private static final String FIND = """
            select clock.micros, l.fencing_token, l.lease_until
            from (select {micros} as micros) as clock
            left join {table} as l on l.lock_name = ?
            """;

    private static final String INSERT = """
            insert into {table} (lock_name, owner, fencing_token, acquired_at, lease_until) values (?, ?, ?, ?, ?)
            """;

    /** {@code lease_until} is compared too: a late holder may have extended it while the row was read. */
    private static final String TAKE_OVER = """
            update {table} set owner = ?, fencing_token = ?, acquired_at = ?, lease_until = ?
            where lock_name = ? and fencing_token = ? and lease_until = ?
            """;

    private final Sql find;
    private final Sql insert;
    private final Sql takeOver;

    H2LeaseDialect(TableNames names) {
        super(names, MICROS);
        this.find = sql(names, FIND, MICROS);
        this.insert = sql(names, INSERT, MICROS);
        this.takeOver = sql(names, TAKE_OVER, MICROS);
    }

    @Override
    LeaseAnswer acquire(Connection connection, LockRequest request) throws SQLException {
        Standing standing =
                this.find.query(connection, Standing::read, request.name()).get(0);
        if (standing.leaseUntil() > standing.micros()) {
            return LeaseAnswer.contended(standing.leaseUntil() - standing.micros());
        }
        long token = Math.max(standing.token() + 1, standing.micros());
        boolean won = standing.isThere()
                ? takeOver(connection, request, standing, token)
                : insert(connection, request, standing, token);
        return won ? LeaseAnswer.granted(token) : LeaseAnswer.contended();
    }

    private boolean insert(Connection connection, LockRequest request, Standing standing, long token)
            throws SQLException {
        long now = standing.micros();
        try {
            return this.insert.update(
                            connection, request.name(), request.owner(), token, now, now + micros(request.lease()))
                    > 0;
        } catch (SQLIntegrityConstraintViolationException ex) {
            return false;
        }
    }

    private boolean takeOver(Connection connection, LockRequest request, Standing standing, long token)
            throws SQLException {
        long now = standing.micros();
        return this.takeOver.update(
                        connection,
                        request.owner(),
                        token,
                        now,
                        now + micros(request.lease()),
                        request.name(),
                        standing.token(),
                        standing.leaseUntil())
                > 0;
    }

    /**
     * What stands in the table.
     *
     * @param micros the database's clock
     * @param token the last one; 0 if there is no row
     */
    private record Standing(long micros, boolean isThere, long token, long leaseUntil) {

        static Standing read(ResultSet row) throws SQLException {
            long token = row.getLong("fencing_token");
            boolean isThere = !row.wasNull();
            return new Standing(row.getLong("micros"), isThere, token, row.getLong("lease_until"));
        }
    }
}
