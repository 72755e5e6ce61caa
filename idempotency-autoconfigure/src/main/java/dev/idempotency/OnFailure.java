package dev.idempotency;

/** What happens to the key when the method throws. */
public enum OnFailure {

    /** Inherit from the category or the defaults. */
    DEFAULT,

    /** The key is free again at once, or after the backoff where attempts are limited. */
    RETRY,

    /** The failure is stored and thrown to duplicates as {@link PreviouslyFailedException} until {@code failureTtl}. */
    REMEMBER
}
