package dev.idempotency;

import java.io.Serial;

/** A call was answered without running, because the task has completed, is running or has failed for its key. */
public class IdempotencyDuplicateEvent extends IdempotencyEvent {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Status status;

    public IdempotencyDuplicateEvent(Object source, String task, String key, String executionId, Status status) {
        super(source, task, key, executionId);
        this.status = status;
    }

    /** The state that execution was in. */
    public Status status() {
        return this.status;
    }
}
