package dev.idempotency.autoconfigure;

import java.util.Set;

import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDependsOnDatabaseInitializationDetector;

import dev.idempotency.lock.LockProvider;
import dev.idempotency.store.IdempotencyStore;

/** Lets no store and no locks be used before the database is prepared, the application's own included. */
class IdempotencyStoreInitializationDetector extends AbstractBeansOfTypeDependsOnDatabaseInitializationDetector {

    @Override
    protected Set<Class<?>> getDependsOnDatabaseInitializationBeanTypes() {
        return Set.of(IdempotencyStore.class, LockProvider.class);
    }
}
