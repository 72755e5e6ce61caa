package dev.idempotency.autoconfigure;

import java.util.Set;

import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDependsOnDatabaseInitializationDetector;

import dev.idempotency.store.IdempotencyStore;

/** Lets no store be used before the database is prepared, the application's own store included. */
class IdempotencyStoreInitializationDetector extends AbstractBeansOfTypeDependsOnDatabaseInitializationDetector {

    @Override
    protected Set<Class<?>> getDependsOnDatabaseInitializationBeanTypes() {
        return Set.of(IdempotencyStore.class);
    }
}
