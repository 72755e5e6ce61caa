package dev.idempotency.autoconfigure;

import java.sql.DatabaseMetaData;

import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

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
        return "DataSource '" + this.dataSource.name() + "' (" + address() + ")";
    }

    private String address() {
        try {
            return withoutCredentials(
                    JdbcUtils.extractDatabaseMetaData(this.dataSource.dataSource(), DatabaseMetaData::getURL));
        } catch (MetaDataAccessException ex) {
            return "not reachable";
        }
    }

    /** User and password stand before an at sign, or among the parameters. */
    static String withoutCredentials(String url) {
        return url.replaceFirst("[;?].*$", "").replaceFirst("//[^/]*@", "//");
    }

    @Override
    public JdbcIdempotencyStore create() {
        return new JdbcIdempotencyStore(
                this.dataSource.dataSource(), this.properties.getTablePrefix(), this.properties.getSchema());
    }
}
