package dev.idempotency.autoconfigure;

import dev.idempotency.store.jdbc.JdbcIdempotencyStore;

/** Makes the jdbc store once its table is there. */
class JdbcStoreFactory implements StoreFactory {

    private final StoreDataSource dataSource;
    private final IdempotencyJdbcProperties properties;

    JdbcStoreFactory(StoreDataSource dataSource, IdempotencyJdbcProperties properties) {
        this.dataSource = dataSource;
        this.properties = properties;
    }

    @Override
    public StoreType type() {
        return StoreType.JDBC;
    }

    @Override
    public String description() {
        return this.dataSource.description();
    }

    @Override
    public JdbcIdempotencyStore create() {
        return new JdbcIdempotencyStore(
                this.dataSource.dataSource(), this.properties.getTablePrefix(), this.properties.getSchema());
    }
}
