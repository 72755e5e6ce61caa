package dev.idempotency;

import java.io.Serial;

import org.springframework.context.ApplicationEvent;

/** A call was answered without running, because the task has completed, is running or has failed for its key. */
public class IdempotencyDuplicateEvent extends ApplicationEvent {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String task;
    private final String key;
    private final String executionId;
    private final Status status;

    public IdempotencyDuplicateEvent(Object source, String task, String key, String executionId, Status status) {
        super(source);
        this.task = task;
        this.key = key;
        this.executionId = executionId;
        this.status = status;
    }

    /** The task's name. */
    public String task() {
        return this.task;
    }

    /** The key as the caller gave it. */
    public String key() {
        return this.key;
    }

    /** The id of the execution that the call duplicates. */
    public String executionId() {
        return this.executionId;
    }

    /** The state that execution was in. */
    public Status status() {
        return this.status;
    }
}
