package dev.idempotency.engine;

import java.time.Duration;

import dev.idempotency.CallOutcome;
import dev.idempotency.ExecutionOutcome;
import dev.idempotency.IdempotencyContext;
import dev.idempotency.Status;
import dev.idempotency.key.ExecutionKey;
import dev.idempotency.store.StoredFailure;

/** Is told what happens. Whatever a listener throws is logged and never reaches a caller. */
public interface EngineListener {

    /** A call has ended for its caller. */
    default void onCall(String task, String scope, CallOutcome outcome) {}

    /** A call met a record: it duplicates that execution. Told once per call. */
    default void onDuplicate(ExecutionKey key, String executionId, Status status) {}

    /** An execution begins to run. The same object is told when it has ended. */
    default void onStarted(IdempotencyContext execution) {}

    /** An execution has ended, after running for this long. */
    default void onEnded(IdempotencyContext execution, Duration ran, ExecutionOutcome outcome) {}

    /** The last attempt that a task had for a key has failed. */
    default void onExhausted(ExecutionKey key, String executionId, int attempts, StoredFailure failure) {}

    /** An execution was found to have lost its key. Told once per execution. */
    default void onLeaseLost(ExecutionKey key, String executionId) {}
}
