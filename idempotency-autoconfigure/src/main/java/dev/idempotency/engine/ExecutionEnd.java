package dev.idempotency.engine;

import java.time.Duration;

import dev.idempotency.store.StoredResult;

/** What an execution needs of the engine to end. */
interface ExecutionEnd {

    /** Records the completion; {@code false} if the key is no longer held. */
    boolean complete(Execution execution, StoredResult result);

    /** Does to the key what the policy says of failures, as far as it is still held. Throws nothing. */
    void fail(Execution execution, Throwable failure);

    /** Frees the key, as far as it is still held. Throws nothing. */
    void release(Execution execution);

    /** The lease is no longer renewed. */
    void stopRenewing(Execution execution);

    /** The key was found to be lost. */
    void tellLost(Execution execution);

    /** The execution has ended. */
    void settled(Execution execution, ExecutionOutcome outcome, Duration ran);
}
