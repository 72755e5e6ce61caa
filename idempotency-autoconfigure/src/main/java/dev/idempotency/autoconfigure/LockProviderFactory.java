package dev.idempotency.autoconfigure;

import dev.idempotency.lock.LockProvider;

/** Makes the lock provider of one type. A bean of this type stands for: the application has the connection that it needs. */
interface LockProviderFactory {

    /** What this factory makes. */
    LockProviderType type();

    /** The connection that the locks will use, for the start-up log, without user names or passwords. */
    String description();

    /**
     * Makes the provider; called once, and only if this type was chosen.
     *
     * @throws LockProviderNotAvailableException if the connection is of the wrong kind
     */
    LockProvider create();
}
