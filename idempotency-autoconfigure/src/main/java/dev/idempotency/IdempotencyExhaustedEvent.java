package dev.idempotency;

import java.io.Serial;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEvent;

/** The last attempt that a task had for a key has failed: the hook for a dead-letter queue. Published once per key. */
public class IdempotencyExhaustedEvent extends ApplicationEvent {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String task;
    private final String key;
    private final String executionId;
    private final int attempts;
    private final String originalType;
    private final @Nullable String originalMessage;

    public IdempotencyExhaustedEvent(
            Object source,
            String task,
            String key,
            String executionId,
            int attempts,
            String originalType,
            @Nullable String originalMessage) {
        super(source);
        this.task = task;
        this.key = key;
        this.executionId = executionId;
        this.attempts = attempts;
        this.originalType = originalType;
        this.originalMessage = originalMessage;
    }

    /** The task's name. */
    public String task() {
        return this.task;
    }

    /** The key as the caller gave it. */
    public String key() {
        return this.key;
    }

    /** The id of the last attempt. */
    public String executionId() {
        return this.executionId;
    }

    /** How many attempts have failed. */
    public int attempts() {
        return this.attempts;
    }

    /** The class name of the last exception. */
    public String originalType() {
        return this.originalType;
    }

    /** The message of the last exception; {@code null} if it had none. */
    public @Nullable String originalMessage() {
        return this.originalMessage;
    }
}
