package dev.idempotency;

/** The state of a recorded execution. */
public enum Status {

    /** Claimed and running under a lease. */
    RUNNING,

    /** Completed; duplicates are answered from the record until it expires. */
    DONE,

    /** Failed, and the failure is remembered. */
    FAILED
}
