package dev.idempotency.lock.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

import dev.idempotency.jdbc.DatabaseVendor;
import dev.idempotency.jdbc.FreeLocks;
import dev.idempotency.jdbc.Sql;
import dev.idempotency.jdbc.TableNames;
import dev.idempotency.lock.LockRequest;

/** The words of one database. Connections come in auto-commit mode. */
abstract class LeaseDialect {

    private static final String MOVE_END = """
            update {table} set lease_until = {end}
            where lock_name = ? and owner = {owner} and fencing_token = ? and lease_until > {micros}
            """;

    private final Sql extend;
    private final Sql end;
    private final FreeLocks freeLocks;

    /**
     * Makes the statements that are the same everywhere.
     *
     * @param micros the database's clock in microseconds since the epoch
     * @param owner a parameter that is a text, as the type that the owner has in the table
     */
    LeaseDialect(TableNames names, String micros, String owner, FreeLocks freeLocks) {
        String moveEnd = MOVE_END.replace("{owner}", owner);
        this.extend = sql(names, moveEnd.replace("{end}", "? + {micros}"), micros);
        this.end = sql(names, moveEnd.replace("{end}", "0"), micros);
        this.freeLocks = freeLocks;
    }

    static Sql sql(TableNames names, String text, String micros) {
        return new Sql(text.replace("{table}", names.locks()).replace("{micros}", micros));
    }

    /** The dialect of the database at the other end. */
    static LeaseDialect of(Connection connection, TableNames names) throws SQLException {
        return switch (DatabaseVendor.of(connection)) {
            case H2 -> CompareAndSetLeaseDialect.h2(names);
            case POSTGRESQL -> new PostgresLeaseDialect(names);
            case MARIADB, MYSQL -> CompareAndSetLeaseDialect.mySql(names);
            case STANDARD -> CompareAndSetLeaseDialect.standard(names);
        };
    }

    abstract LeaseAnswer acquire(Connection connection, LockRequest request) throws SQLException;

    final boolean extend(Connection connection, LockRequest request, long token, Duration lease) throws SQLException {
        return this.extend.update(
                        connection,
                        micros(lease),
                        request.name(),
                        request.owner().toString(),
                        token)
                > 0;
    }

    final boolean end(Connection connection, LockRequest request, long token) throws SQLException {
        return this.end.update(connection, request.name(), request.owner().toString(), token) > 0;
    }

    final int purge(Connection connection, int limit) throws SQLException {
        return this.freeLocks.purge(connection, limit);
    }

    static long micros(Duration lease) {
        return Math.multiplyExact(lease.toMillis(), 1000L);
    }
}
