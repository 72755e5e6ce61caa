package dev.idempotency.sample.database;

import java.sql.SQLException;

import com.zaxxer.hikari.SQLExceptionOverride;

/**
 * Drops the connections to an instance that has served the database file and is gone. H2 says so by error codes of its
 * own; the pool, which knows only those of others, would hand a broken connection out for as long as it is busy.
 */
public class LostConnections implements SQLExceptionOverride {

    private static final int CONNECTION_BROKEN = 90067;
    private static final int DATABASE_CLOSED = 90098;
    private static final int DATABASE_CALLED_AT_SHUTDOWN = 90121;

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        return switch (failure.getErrorCode()) {
            case CONNECTION_BROKEN, DATABASE_CLOSED, DATABASE_CALLED_AT_SHUTDOWN -> Override.MUST_EVICT;
            default -> Override.CONTINUE_EVICT;
        };
    }
}
