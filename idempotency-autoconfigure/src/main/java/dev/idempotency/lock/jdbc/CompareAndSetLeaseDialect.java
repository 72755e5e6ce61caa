package dev.idempotency.lock.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

import dev.idempotency.jdbc.FreeLocks;
import dev.idempotency.jdbc.JdbcFailures;
import dev.idempotency.jdbc.Sql;
import dev.idempotency.jdbc.TableNames;
import dev.idempotency.lock.LockRequest;

/**
 * Databases without a statement that both answers and grants: read, then insert or update on the condition that nothing has
 * changed; if something has, somebody was quicker.
 */
final class CompareAndSetLeaseDialect extends LeaseDialect {

    /** Stands still within a transaction; statements on a connection of our own are transactions of their own. */
    private static final String H2_MICROS = "cast(floor(extract(epoch from current_timestamp) * 1000000) as bigint)";

    /** No session's time zone is in it, and no hour that comes twice. */
    private static final String MYSQL_MICROS =
            "timestampdiff(microsecond, timestamp '1970-01-01 00:00:00', utc_timestamp(6))";

    private static final String FIND = """
            select clock.micros, l.fencing_token, l.lease_until
            from {clock} clock
            left join {table} l on l.lock_name = ?
            """;

    private static final String INSERT = """
            {insert into} {table} (lock_name, owner, fencing_token, acquired_at, lease_until) values (?, ?, ?, ?, ?)
            """;

    /** {@code lease_until} is compared too: a late holder may have extended it while the row was read. */
    private static final String TAKE_OVER = """
            update {table} set owner = ?, fencing_token = ?, acquired_at = ?, lease_until = ?
            where lock_name = ? and fencing_token = ? and lease_until = ?
            """;

    private final Sql find;
    private final Sql insert;
    private final Sql takeOver;

    private CompareAndSetLeaseDialect(
            TableNames names, String clock, String micros, String insertInto, FreeLocks freeLocks) {
        super(names, micros, "?", freeLocks);
        this.find = sql(names, FIND.replace("{clock}", clock), micros);
        this.insert = sql(names, INSERT.replace("{insert into}", insertInto), micros);
        this.takeOver = sql(names, TAKE_OVER, micros);
    }

    static LeaseDialect h2(TableNames names) {
        return new CompareAndSetLeaseDialect(
                names, ownClock(H2_MICROS), H2_MICROS, "insert into", FreeLocks.bySelect(names, H2_MICROS));
    }

    /** A name that is there already is no error: MariaDB's driver would log each with the name in it. */
    static LeaseDialect mySql(TableNames names) {
        return new CompareAndSetLeaseDialect(
                names,
                ownClock(MYSQL_MICROS),
                MYSQL_MICROS,
                "insert ignore into",
                FreeLocks.byLimit(names, MYSQL_MICROS));
    }

    /** SQL that is the same everywhere, but for the view that tells the time. */
    static LeaseDialect standard(TableNames names) {
        String micros = "(select micros from " + names.clock() + ")";
        return new CompareAndSetLeaseDialect(
                names, names.clock(), micros, "insert into", FreeLocks.oneByOne(names, micros));
    }

    private static String ownClock(String micros) {
        return "(select " + micros + " as micros)";
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
                            connection,
                            request.name(),
                            request.owner().toString(),
                            token,
                            now,
                            now + micros(request.lease()))
                    > 0;
        } catch (SQLException ex) {
            if (JdbcFailures.isConstraintViolation(ex)) {
                return false;
            }
            throw ex;
        }
    }

    private boolean takeOver(Connection connection, LockRequest request, Standing standing, long token)
            throws SQLException {
        long now = standing.micros();
        return this.takeOver.update(
                        connection,
                        request.owner().toString(),
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
