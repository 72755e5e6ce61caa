package dev.idempotency.store.jdbc;

import java.io.Serial;
import java.sql.SQLException;

/** Every attempt at a statement lost a race for its key. */
final class ContendedKeyException extends SQLException {

    @Serial
    private static final long serialVersionUID = 1L;

    ContendedKeyException() {
        super("Lost " + RecordDialect.MAX_LOST_RACES + " races in a row for one key");
    }
}
