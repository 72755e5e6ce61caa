package dev.idempotency.lock.jdbc;

import javax.sql.DataSource;

import org.springframework.jdbc.core.JdbcTemplate;

/** Changes a lock's row as if time had passed for it alone. */
public record LockAging(DataSource dataSource) {

    public void passLease(String name) {
        new JdbcTemplate(this.dataSource)
                .update("update idempotency_lock set lease_until = acquired_at - 1 where lock_name = ?", name);
    }

    /** By two days, if it is free. */
    public void makeOld(String name) {
        new JdbcTemplate(this.dataSource)
                .update(
                        "update idempotency_lock set fencing_token = fencing_token - 172800000000"
                                + " where lock_name = ? and lease_until = 0",
                        name);
    }

    /** To be ten days behind the last token. */
    public void setClockBack(String name) {
        new JdbcTemplate(this.dataSource)
                .update(
                        "update idempotency_lock set fencing_token = fencing_token + 864000000000"
                                + " where lock_name = ? and lease_until = 0",
                        name);
    }
}
