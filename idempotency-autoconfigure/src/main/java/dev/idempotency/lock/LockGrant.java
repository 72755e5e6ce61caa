package dev.idempotency.lock;

import java.time.Duration;

import dev.idempotency.IdempotencyStoreException;

/** A lock in its holder's hands; {@link LeaseGrant} is what all providers with leases begin with. */
public interface LockGrant {

    /** Greater than that of everybody who held this name before. */
    long fencingToken();

    /** Whether it is still held for certain. */
    boolean isHeld();

    /**
     * Lets the lease last this long from now, if the lock is still held by this grant and its lease has not passed.
     *
     * @param lease whole milliseconds from 1 on
     * @return whether it is held
     * @throws IdempotencyStoreException if the provider cannot tell
     */
    boolean extend(Duration lease);

    /**
     * Frees the lock if it is still held by this grant. Called once.
     *
     * @return whether it was held until now
     * @throws IdempotencyStoreException if the provider cannot tell
     */
    boolean release();
}
