package dev.idempotency;

/** What a caller gets while the task is running for its key. */
public enum OnInProgress {

    /** Inherit from the category or the defaults. */
    DEFAULT,

    /** {@code void} methods {@link #SKIP}, others {@link #WAIT}. */
    AUTO,

    /** Nothing: {@code null}, an empty {@code Optional}, or a future of {@code null}. */
    SKIP,

    /**
     * The result, once the running execution has completed. If that execution fails, the waiter takes the key over and
     * runs. After {@code waitTimeout}: {@link ExecutionInProgressException}.
     */
    WAIT,

    /** {@link ExecutionInProgressException} at once. */
    THROW
}
