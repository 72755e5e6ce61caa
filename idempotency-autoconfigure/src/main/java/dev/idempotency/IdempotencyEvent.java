package dev.idempotency;

import java.io.Serial;

import org.springframework.context.ApplicationEvent;

/** What happens to executions, told to the application's listeners in the thread where it happens. */
public abstract class IdempotencyEvent extends ApplicationEvent {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String task;
    private final String key;
    private final String executionId;

    protected IdempotencyEvent(Object source, String task, String key, String executionId) {
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

    /** The id of the execution that this is about. */
    public String executionId() {
        return this.executionId;
    }
}
