package dev.idempotency;

/** What happens when the store cannot tell whether the task may run. */
public enum OnStoreFailure {

    /** Inherit from the category or the defaults. */
    DEFAULT,

    /** Throw {@link IdempotencyStoreException}; the method does not run. */
    FAIL,

    /** Run the method unprotected, count it and warn. */
    PROCEED,

    /** Do not run the method and return nothing. */
    SKIP
}
