package dev.idempotency.autoconfigure;

import java.util.Set;

import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDatabaseInitializerDetector;
import org.springframework.core.Ordered;

import dev.idempotency.store.jdbc.IdempotencySchemaInitializer;

/** Lets our schema be prepared after the application's own Flyway, Liquibase and {@code schema.sql}. */
class IdempotencySchemaInitializerDetector extends AbstractBeansOfTypeDatabaseInitializerDetector {

    /** After all of Boot's: that of {@code schema.sql} comes last among them, a hundred before the end. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    protected Set<Class<?>> getDatabaseInitializerBeanTypes() {
        return Set.of(IdempotencySchemaInitializer.class);
    }
}
