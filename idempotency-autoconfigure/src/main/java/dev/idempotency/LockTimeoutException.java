package dev.idempotency;

import java.io.Serial;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** Somebody else had the lock for as long as the caller could wait; or its thread was interrupted, which ends a wait. */
public class LockTimeoutException extends IdempotencyException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String name;
    private final Duration waitTime;

    public LockTimeoutException(String message, String name, Duration waitTime, @Nullable Throwable cause) {
        super(message, cause);
        this.name = name;
        this.waitTime = waitTime;
    }

    /** The name of the lock. */
    public String name() {
        return this.name;
    }

    /** How long the caller would have waited at most. Not {@code wait()}: every object has that method already. */
    public Duration waitTime() {
        return this.waitTime;
    }
}
