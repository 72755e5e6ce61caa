package dev.idempotency;

import java.io.Serial;

import org.springframework.context.ApplicationEvent;

/** An execution found that it no longer holds its key. Published once per execution. */
public class IdempotencyLeaseLostEvent extends ApplicationEvent {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String task;
    private final String key;
    private final String executionId;

    public IdempotencyLeaseLostEvent(Object source, String task, String key, String executionId) {
        super(source);
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

    /** The id of the execution that lost its lease. */
    public String executionId() {
        return this.executionId;
    }
}
