package dev.idempotency;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/** The execution no longer holds its key: another one has taken it over, and nothing of that one was overwritten. */
public class LeaseLostException extends IdempotencyException {

    @Serial
    private static final long serialVersionUID = 1L;

    public LeaseLostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
