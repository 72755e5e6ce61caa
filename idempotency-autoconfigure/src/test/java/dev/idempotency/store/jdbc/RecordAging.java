package dev.idempotency.store.jdbc;

import javax.sql.DataSource;

import org.springframework.jdbc.core.JdbcTemplate;

/** Moves the times of a record back, which is the same as if time had passed for it alone. */
public record RecordAging(DataSource dataSource) {

    private static final long MILLIS = 4 * 3_600_000L;

    public void passBlockedUntil(String key) {
        new JdbcTemplate(this.dataSource)
                .update("update idempotency_record set blocked_until = started_at - 1 where record_key = ?", key);
    }

    public void passExpiry(String key) {
        new JdbcTemplate(this.dataSource)
                .update(
                        "update idempotency_record set first_seen_at = first_seen_at - ?, started_at = started_at - ?,"
                                + " blocked_until = blocked_until - ?, ended_at = ended_at - ?,"
                                + " expires_at = expires_at - ?, purge_bucket = purge_bucket - 4 where record_key = ?",
                        MILLIS,
                        MILLIS,
                        MILLIS,
                        MILLIS,
                        MILLIS,
                        key);
    }
}
