package dev.idempotency;

import java.util.Optional;

/**
 * Looks records up, and forgets them. A bean of this type is always there; where {@code idempotency.enabled} is false,
 * there are no records to find.
 */
public interface IdempotencyRecords {

    /**
     * The record of a key in its current window.
     *
     * @param task the task's name
     * @param key the key as given to the task
     * @throws IllegalArgumentException if no task of this name is known here
     * @throws IdempotencyStoreException if the store cannot be reached
     */
    Optional<IdempotencyRecord> find(String task, String key);

    /** As {@link #find(String, String)}, by the full key. */
    Optional<IdempotencyRecord> find(String fullKey);

    /**
     * Forgets a key in its current window, so that the next call runs again. An execution that is running goes on, but
     * can no longer complete.
     *
     * @return whether there was something to forget
     */
    boolean forget(String task, String key);

    /** As {@link #forget(String, String)}, by the full key. */
    boolean forget(String fullKey);
}
