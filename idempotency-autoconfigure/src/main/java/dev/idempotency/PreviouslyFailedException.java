package dev.idempotency;

import java.io.Serial;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/** An earlier attempt failed for this key, and the failure is remembered. */
public class PreviouslyFailedException extends IdempotencyException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String task;
    private final String key;
    private final String executionId;
    private final String originalType;
    private final @Nullable String originalMessage;
    private final int attempts;
    private final Instant retryAt;

    public PreviouslyFailedException(
            String message,
            String task,
            String key,
            String executionId,
            String originalType,
            @Nullable String originalMessage,
            int attempts,
            Instant retryAt) {
        super(message, null);
        this.task = task;
        this.key = key;
        this.executionId = executionId;
        this.originalType = originalType;
        this.originalMessage = originalMessage;
        this.attempts = attempts;
        this.retryAt = retryAt;
    }

    /** The task's name. */
    public String task() {
        return this.task;
    }

    /** The key as the caller gave it. */
    public String key() {
        return this.key;
    }

    /** The id of the attempt that failed last. */
    public String executionId() {
        return this.executionId;
    }

    /** The class name of the original exception. */
    public String originalType() {
        return this.originalType;
    }

    /** The message of the original exception; {@code null} if it had none. */
    public @Nullable String originalMessage() {
        return this.originalMessage;
    }

    /** How many attempts have failed. */
    public int attempts() {
        return this.attempts;
    }

    /** From when on, by the store's clock, the key can be claimed again. */
    public Instant retryAt() {
        return this.retryAt;
    }
}
