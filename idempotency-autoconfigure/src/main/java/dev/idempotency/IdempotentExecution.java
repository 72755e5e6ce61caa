package dev.idempotency;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What came of {@link IdempotencyTemplate#begin}: the key is held, or something is in the way. Whoever holds it ends the
 * execution by {@link #complete} or {@link #fail}, in any thread; its lease is renewed until then.
 */
public interface IdempotentExecution extends AutoCloseable {

    /** Whether the caller holds the key, and is to do the work. */
    boolean isAcquired();

    /** Whether it was completed before. */
    boolean isDuplicate();

    /** Whether it is running: elsewhere, or under another key if the task is exclusive. */
    boolean isInProgress();

    /** The failure that is remembered for the key; an {@link AttemptsExhaustedException} after the last attempt. */
    Optional<PreviouslyFailedException> failure();

    /**
     * The stored result of an execution that was completed before; empty if there is none, or if it was {@code null}.
     *
     * @throws IdempotencyStoreException if it cannot be read as {@code type}
     */
    <T> Optional<T> storedResult(Class<T> type);

    /** The id of this execution; of the one that is in the way, if the key is not held. */
    String executionId();

    /**
     * Records that the work is done.
     *
     * @param result what duplicates are given; {@code null} if there is nothing to give
     * @throws IllegalStateException if the key is not held, or the execution has ended
     * @throws LeaseLostException if another execution has taken the key over
     * @throws IdempotencyStoreException if that could not be recorded
     */
    void complete(@Nullable Object result);

    /**
     * Records that the work has failed, as the task's policy for failures says.
     *
     * @throws IllegalStateException if the key is not held, or the execution has ended
     */
    void fail(Throwable failure);

    /** Counts as a failed attempt if the key is held and the execution has not ended. */
    @Override
    void close();
}
