package dev.idempotency.lock.jdbc;

import java.util.Optional;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import dev.idempotency.lock.AbstractLockProviderContractTests;
import dev.idempotency.lock.LockProvider;
import dev.idempotency.store.jdbc.IdempotencySchemaInitializer;
import dev.idempotency.store.jdbc.IdempotencySchemaInitializer.Mode;

class H2LockProviderTests extends AbstractLockProviderContractTests {

    private static final HikariDataSource dataSource = new HikariDataSource();

    @BeforeAll
    static void prepare() {
        dataSource.setJdbcUrl("jdbc:h2:mem:locks;DB_CLOSE_DELAY=-1");
        new IdempotencySchemaInitializer(dataSource, "idempotency_", null, Mode.FLYWAY, null).initialize();
    }

    @AfterAll
    static void close() {
        dataSource.close();
    }

    @Override
    protected LockProvider provider() {
        return new JdbcLockProvider(dataSource, "idempotency_", null);
    }

    @Override
    protected Optional<Severable> severable() {
        HikariDataSource own = new HikariDataSource();
        own.setJdbcUrl(dataSource.getJdbcUrl());
        return Optional.of(new Severable(new JdbcLockProvider(own, "idempotency_", null), own::close));
    }

    @Override
    protected void passLease(String name) {
        new LockAging(dataSource).passLease(name);
    }

    @Override
    protected void makeOld(String name) {
        new LockAging(dataSource).makeOld(name);
    }

    @Override
    protected void setClockBack(String name) {
        new LockAging(dataSource).setClockBack(name);
    }
}
