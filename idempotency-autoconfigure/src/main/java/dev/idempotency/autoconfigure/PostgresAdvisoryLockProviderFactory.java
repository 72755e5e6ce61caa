package dev.idempotency.autoconfigure;

import java.sql.DatabaseMetaData;

import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.lock.postgres.PostgresAdvisoryLockProvider;

/** Makes advisory locks where the database is PostgreSQL, once the table of their tokens is there. */
class PostgresAdvisoryLockProviderFactory implements LockProviderFactory {

    private final StoreDataSource dataSource;
    private final IdempotencyJdbcProperties properties;

    PostgresAdvisoryLockProviderFactory(StoreDataSource dataSource, IdempotencyJdbcProperties properties) {
        this.dataSource = dataSource;
        this.properties = properties;
    }

    @Override
    public LockProviderType type() {
        return LockProviderType.POSTGRES_ADVISORY;
    }

    @Override
    public String description() {
        return "a connection for each lock that is held, " + this.dataSource.description();
    }

    @Override
    public PostgresAdvisoryLockProvider create() {
        if (!isPostgres()) {
            throw new LockProviderNotAvailableException(type(), this.dataSource.description());
        }
        return new PostgresAdvisoryLockProvider(
                this.dataSource.dataSource(), this.properties.getTablePrefix(), this.properties.getSchema());
    }

    private boolean isPostgres() {
        try {
            return "PostgreSQL"
                    .equalsIgnoreCase(JdbcUtils.<String>extractDatabaseMetaData(
                            this.dataSource.dataSource(), DatabaseMetaData::getDatabaseProductName));
        } catch (MetaDataAccessException ex) {
            throw new IdempotencyStoreException(
                    "The database of the postgres-advisory locks cannot be reached: " + this.dataSource.description(),
                    ex);
        }
    }
}
