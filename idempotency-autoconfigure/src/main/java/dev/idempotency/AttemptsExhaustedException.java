package dev.idempotency;

import java.io.Serial;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/** Every attempt the task had for this key has failed. */
public class AttemptsExhaustedException extends PreviouslyFailedException {

    @Serial
    private static final long serialVersionUID = 1L;

    public AttemptsExhaustedException(
            String message,
            String task,
            String key,
            String executionId,
            String originalType,
            @Nullable String originalMessage,
            int attempts,
            Instant retryAt) {
        super(message, task, key, executionId, originalType, originalMessage, attempts, retryAt);
    }
}
