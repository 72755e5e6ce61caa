package dev.idempotency;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/** The last attempt that a task had for a key has failed: the hook for a dead-letter queue. Published once per key. */
public class IdempotencyExhaustedEvent extends IdempotencyEvent {

    @Serial
    private static final long serialVersionUID = 1L;

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
        super(source, task, key, executionId);
        this.attempts = attempts;
        this.originalType = originalType;
        this.originalMessage = originalMessage;
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
