package dev.idempotency.store.tiered;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import dev.idempotency.store.jdbc.IdempotencySchemaInitializer;
import dev.idempotency.store.jdbc.IdempotencySchemaInitializer.Mode;

class TieredH2RedisIdempotencyStoreTests extends AbstractTieredStoreContractTests {

    private static final HikariDataSource dataSource = new HikariDataSource();

    @BeforeAll
    static void prepare() {
        dataSource.setJdbcUrl("jdbc:h2:mem:tiered-contract;DB_CLOSE_DELAY=-1");
        new IdempotencySchemaInitializer(dataSource, "idempotency_", null, Mode.ALWAYS, null).initialize();
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
