package dev.idempotency;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/** The key of a call is missing, blank or cannot be computed; nothing was claimed and nothing ran. */
public class InvalidIdempotencyKeyException extends IdempotencyException {

    @Serial
    private static final long serialVersionUID = 1L;

    public InvalidIdempotencyKeyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
