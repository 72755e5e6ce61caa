package dev.idempotency.store.jdbc;

import javax.sql.DataSource;

import dev.idempotency.store.AbstractIdempotencyStoreContractTests;
import dev.idempotency.store.IdempotencyStore;

/** What every store promises, of the JDBC store on a database. */
abstract class AbstractJdbcStoreContractTests extends AbstractIdempotencyStoreContractTests {

    /** Connections to a database with the tables. */
    abstract DataSource dataSource();

    @Override
    protected final IdempotencyStore store() {
        return new JdbcIdempotencyStore(dataSource(), "idempotency_", null);
    }

    @Override
    protected final void passBlockedUntil(String key) {
        new RecordAging(dataSource()).passBlockedUntil(key);
    }

    @Override
    protected final void passExpiry(String key) {
        new RecordAging(dataSource()).passExpiry(key);
    }
}
