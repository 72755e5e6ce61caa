package dev.idempotency.store.jdbc;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.jdbc.JdbcFailures;

/** Says which operation of the store failed. */
final class StoreFailures {

    private StoreFailures() {}

    static IdempotencyStoreException failed(String operation, Exception cause) {
        String failed = "The jdbc store could not " + operation;
        if (cause instanceof ContendedKeyException) {
            return new IdempotencyStoreException(
                    failed + ": the key is contended beyond measure; look for a caller that claims and releases it in"
                            + " a loop",
                    cause);
        }
        return JdbcFailures.of(failed, cause);
    }
}
