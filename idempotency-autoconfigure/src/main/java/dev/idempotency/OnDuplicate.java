package dev.idempotency;

/** What a caller gets when the task has already completed for its key. */
public enum OnDuplicate {

    /** Inherit from the category or the defaults. */
    DEFAULT,

    /** The stored result of the first execution. */
    REPLAY,

    /** Nothing: {@code null}, an empty {@code Optional}, or a future of {@code null}. */
    SKIP,

    /** {@link DuplicateExecutionException}. */
    THROW
}
