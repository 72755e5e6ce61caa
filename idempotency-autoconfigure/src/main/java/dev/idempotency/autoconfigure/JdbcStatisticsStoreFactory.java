package dev.idempotency.autoconfigure;

import java.time.Duration;

import dev.idempotency.statistics.jdbc.JdbcStatisticsStore;

/** Makes statistics in tables, once those are there. */
record JdbcStatisticsStoreFactory(StoreDataSource dataSource, IdempotencyJdbcProperties properties)
        implements StatisticsStoreFactory {

    @Override
    public String storeName() {
        return "jdbc";
    }

    @Override
    public JdbcStatisticsStore create(Duration retention) {
        return new JdbcStatisticsStore(
                this.dataSource.dataSource(), this.properties.getTablePrefix(), this.properties.getSchema());
    }
}
