package dev.idempotency.lock;

import dev.idempotency.IdempotencyStoreException;

/**
 * Grants locks. Every provider keeps these rules, and the abstract lock contract test checks them:
 *
 * <ol>
 *   <li>A name has at most one holder. Only the store's clock decides when a lease has passed.
 *   <li>The fencing token strictly increases with every grant of a name, also after a release and after a lease that has
 *       passed.
 *   <li>{@link LockGrant#extend} and {@link LockGrant#release} change a lock only while it is held by this very grant, by
 *       owner and token; otherwise they change nothing and say so.
 *   <li>It is not re-entrant: a holder that asks again is contended by itself.
 *   <li>What is granted and released takes effect at once, whatever transaction the caller is in.
 *   <li>An error is an {@link IdempotencyStoreException}; it never looks like contention nor like a grant.
 * </ol>
 */
@FunctionalInterface
public interface LockProvider {

    /**
     * Grants a lock, or tells that somebody has it. Never waits for the holder.
     *
     * @throws IdempotencyStoreException if the provider cannot tell
     */
    LockOutcome tryAcquire(LockRequest request);
}
