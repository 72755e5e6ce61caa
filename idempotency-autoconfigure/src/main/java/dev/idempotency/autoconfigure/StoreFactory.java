package dev.idempotency.autoconfigure;

import dev.idempotency.store.IdempotencyStore;

/** Makes the store of one type. A bean of this type stands for: the application has the connection that it needs. */
interface StoreFactory {

    /** What this factory makes: {@link StoreType#REDIS}, {@link StoreType#JDBC} or {@link StoreType#TIERED}. */
    StoreType type();

    /** The connection that the store will use, for the start-up log, without user names or passwords. */
    String description();

    /** Makes the store; called once, and only if this type was chosen. */
    IdempotencyStore create();
}
