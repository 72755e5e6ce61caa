package dev.idempotency;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/** The root of everything this library throws at a caller. */
public abstract class IdempotencyException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    protected IdempotencyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
