package dev.idempotency.store.jdbc;

/** What H2 says differently. */
final class H2Sql {

    /** Stands still within a transaction; statements on a connection of our own are transactions of their own. */
    private static final String MICROS = "cast(floor(extract(epoch from current_timestamp) * 1000000) as bigint)";

    /**
     * The clock as it is, also late in a transaction, where H2 has no other function that tells it: an UUID of version 7
     * begins with 48 bits of milliseconds since the epoch (RFC 9562, section 5.7).
     */
    private static final String LATE_MILLIS =
            "cast(x'0000' || substring(cast(random_uuid(7) as varbinary) from 1 for 6) as bigint)";

    private static final String END = """
            update {table} as r set
                (blocked_until, ended_at, expires_at, purge_bucket) = (
                    select clock.now + ?, clock.now, clock.now + ?,
                        greatest(r.purge_bucket, (clock.now + ?) / 3600000 + 1)
                    from (select {late} as now) as clock),
                status = ?,
                attempt = ?,
                result_kind = ?,
                result = ?,
                failure_type = ?,
                failure_message = ?,
                failure_exhausted = ?
            where r.record_key = ? and r.owner = ? and r.fencing_token = ? and r.status = 'R'
            """;

    private H2Sql() {}

    static RecordDialect dialect(RecordTable table) {
        return new CompareAndSetDialect(
                table,
                new CompareAndSetDialect.Words(
                        MICROS,
                        "/",
                        "insert into",
                        "delete from {table}",
                        "",
                        "offset ? rows fetch next ? rows only",
                        END.replace("{late}", LATE_MILLIS)));
    }
}
