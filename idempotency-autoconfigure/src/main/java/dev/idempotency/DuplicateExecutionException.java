package dev.idempotency;

import java.io.Serial;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** The task has already completed for this key, and the caller asked to be told by an exception. */
public class DuplicateExecutionException extends IdempotencyException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String task;
    private final String key;
    private final String executionId;
    private final transient @Nullable Object storedResult;

    public DuplicateExecutionException(
            String message, String task, String key, String executionId, @Nullable Object storedResult) {
        super(message, null);
        this.task = task;
        this.key = key;
        this.executionId = executionId;
        this.storedResult = storedResult;
    }

    /** The task's name. */
    public String task() {
        return this.task;
    }

    /** The key as the caller gave it. */
    public String key() {
        return this.key;
    }

    /** The id of the execution that completed. */
    public String executionId() {
        return this.executionId;
    }

    /** What the completed execution returned; empty where nothing, or {@code null}, was stored. */
    public Optional<Object> storedResult() {
        return Optional.ofNullable(this.storedResult);
    }
}
