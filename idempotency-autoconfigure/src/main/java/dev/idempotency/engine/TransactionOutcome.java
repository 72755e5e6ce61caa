package dev.idempotency.engine;

/** How the transaction around an execution ended. */
public enum TransactionOutcome {

    /** Its effects stand. */
    COMMITTED,

    /** Its effects are undone. */
    ROLLED_BACK,

    /** Nobody can tell. */
    UNKNOWN
}
