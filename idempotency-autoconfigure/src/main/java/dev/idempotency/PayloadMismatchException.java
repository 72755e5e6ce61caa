package dev.idempotency;

import java.io.Serial;

/** The key was first used with another payload. Carries neither payload. */
public class PayloadMismatchException extends IdempotencyException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String task;
    private final String key;

    public PayloadMismatchException(String message, String task, String key) {
        super(message, null);
        this.task = task;
        this.key = key;
    }

    /** The task's name. */
    public String task() {
        return this.task;
    }

    /** The key as the caller gave it. */
    public String key() {
        return this.key;
    }
}
