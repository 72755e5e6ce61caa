package dev.idempotency.schedule;

/** How much a finding matters, from little to much. */
public enum Severity {

    /** Worth knowing. */
    INFO,

    /** Should be looked at: it may do harm, or does some now and then. */
    WARNING,

    /** Does harm. */
    ERROR
}
