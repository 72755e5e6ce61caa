package dev.idempotency.lock;

import java.util.Locale;

/** How asking for a lock ended. */
public enum AcquireOutcome {

    /** With the lock. */
    ACQUIRED,

    /** Somebody had it, and the caller did not want to wait. */
    CONTENDED,

    /** Somebody had it for as long as the caller wanted to wait. */
    TIMEOUT,

    /** The store could not tell. */
    ERROR;

    /** The value of a meter's tag. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
