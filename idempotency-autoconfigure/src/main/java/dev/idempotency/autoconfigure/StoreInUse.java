package dev.idempotency.autoconfigure;

import dev.idempotency.store.IdempotencyStore;

/**
 * The store with everything that was put around it; the bean of type {@link IdempotencyStore} is the one inside.
 *
 * @param store what the engine, the records and the clean-up ask
 */
record StoreInUse(IdempotencyStore store) {}
