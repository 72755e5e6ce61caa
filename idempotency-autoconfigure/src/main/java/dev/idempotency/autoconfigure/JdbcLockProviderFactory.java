package dev.idempotency.autoconfigure;

import dev.idempotency.lock.jdbc.JdbcLockProvider;

/** Makes locks that are leases in a table, once that is there. */
class JdbcLockProviderFactory implements LockProviderFactory {

    private final StoreDataSource dataSource;
    private final IdempotencyJdbcProperties properties;

    JdbcLockProviderFactory(StoreDataSource dataSource, IdempotencyJdbcProperties properties) {
        this.dataSource = dataSource;
        this.properties = properties;
    }

    @Override
    public LockProviderType type() {
        return LockProviderType.JDBC;
    }

    @Override
    public String description() {
        return "leases, " + this.dataSource.description();
    }

    @Override
    public JdbcLockProvider create() {
        return new JdbcLockProvider(
                this.dataSource.dataSource(), this.properties.getTablePrefix(), this.properties.getSchema());
    }
}
