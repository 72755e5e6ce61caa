package dev.idempotency.lock.jdbc;

import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import dev.idempotency.store.jdbc.IdempotencySchemaInitializer;
import dev.idempotency.store.jdbc.IdempotencySchemaInitializer.Mode;

class H2LockProviderTests extends AbstractJdbcLockProviderTests {

    private static HikariDataSource pool;

    @BeforeAll
    static void prepare() {
        pool = open("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        new IdempotencySchemaInitializer(pool, "idempotency_", null, Mode.FLYWAY, null).initialize();
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    private static HikariDataSource open(String url) {
        HikariDataSource opened = new HikariDataSource();
        opened.setJdbcUrl(url);
        return opened;
    }

    @Override
    HikariDataSource pool() {
        return pool;
    }

    @Override
    HikariDataSource anotherPool() {
        return open(pool.getJdbcUrl());
    }
}
