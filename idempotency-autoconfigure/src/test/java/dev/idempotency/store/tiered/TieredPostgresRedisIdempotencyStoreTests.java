package dev.idempotency.store.tiered;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import dev.idempotency.store.jdbc.PostgresDatabase;

class TieredPostgresRedisIdempotencyStoreTests extends AbstractTieredStoreContractTests {

    private static HikariDataSource dataSource;

    @BeforeAll
    static void prepare() {
        dataSource = PostgresDatabase.create().withTable().pool();
    }

    @AfterAll
    static void close() {
        dataSource.close();
    }

    @Override
    DataSource dataSource() {
        return dataSource;
    }
}
