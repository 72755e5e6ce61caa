package dev.idempotency;

import java.util.Locale;

/** How an execution ended. */
public enum ExecutionOutcome {

    /** It returned, and its completion is recorded. */
    SUCCESS,

    /** It threw, its transaction rolled back, or its completion could not be recorded. */
    FAILURE,

    /** It no longer held its key when it ended. */
    LEASE_LOST;

    /** As it stands in meters. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
