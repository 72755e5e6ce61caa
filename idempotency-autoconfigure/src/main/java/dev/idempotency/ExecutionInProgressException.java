package dev.idempotency;

import java.io.Serial;

/** The task is running for this key elsewhere, and did not complete within the time the caller could wait. */
public class ExecutionInProgressException extends IdempotencyException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String task;
    private final String key;
    private final String executionId;

    public ExecutionInProgressException(String message, String task, String key, String executionId) {
        super(message, null);
        this.task = task;
        this.key = key;
        this.executionId = executionId;
    }

    /** The task's name. */
    public String task() {
        return this.task;
    }

    /** The key as the caller gave it. */
    public String key() {
        return this.key;
    }

    /** The id of the execution that is running. */
    public String executionId() {
        return this.executionId;
    }
}
