package dev.idempotency.lock;

import dev.idempotency.IdempotencyStoreException;

/** A {@link LockProvider} that keeps the tokens of locks that are free until somebody has them removed. */
public interface TokenRetention {

    /**
     * Removes tokens of names that are free, if the next one is greater all the same.
     *
     * @param limit the most to remove in this call
     * @return how many were removed
     * @throws IdempotencyStoreException if the provider cannot tell
     */
    int purge(int limit);
}
