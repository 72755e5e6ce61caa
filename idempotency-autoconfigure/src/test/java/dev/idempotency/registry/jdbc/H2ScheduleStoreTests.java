package dev.idempotency.registry.jdbc;

import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;

import dev.idempotency.store.jdbc.IdempotencySchemaInitializer;
import dev.idempotency.store.jdbc.IdempotencySchemaInitializer.Mode;

class H2ScheduleStoreTests extends AbstractJdbcScheduleStoreTests {

    @Override
    HikariDataSource open() {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID());
        new IdempotencySchemaInitializer(pool, "idempotency_", null, Mode.FLYWAY, null).initialize();
        return pool;
    }
}
