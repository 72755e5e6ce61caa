package dev.idempotency;

import java.util.Locale;

/** How a call ended for its caller. */
public enum CallOutcome {

    /** It ran and returned. */
    EXECUTED,

    /** It was answered with a stored result. */
    REPLAYED,

    /** It was answered with nothing. */
    SKIPPED,

    /** It was turned away with an exception, being a duplicate. */
    REJECTED,

    /** It ran and threw, or could not run. */
    FAILED,

    /** It ran without protection, because the store could not be reached. */
    UNPROTECTED,

    /** It was not treated as idempotent. */
    BYPASSED;

    /** As it stands in meters. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
