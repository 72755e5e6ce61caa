package dev.idempotency.engine;

import java.time.Duration;

import dev.idempotency.Status;
import dev.idempotency.key.ExecutionKey;

/** Is told what happens. Whatever a listener throws is logged and never reaches a caller. */
public interface EngineListener {

    /** A call has ended for its caller. */
    default void onCall(String task, String scope, CallOutcome outcome) {}

    /** A call met a record: it duplicates that execution. Told once per call. */
    default void onDuplicate(ExecutionKey key, String executionId, Status status) {}

    /** An execution has ended, after running for this long. */
    default void onExecution(ExecutionKey key, Duration ran, ExecutionOutcome outcome) {}

    /** An execution was found to have lost its key. Told once per execution. */
    default void onLeaseLost(ExecutionKey key, String executionId) {}
}
