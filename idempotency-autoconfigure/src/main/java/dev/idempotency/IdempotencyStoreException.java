package dev.idempotency;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/** The store could not be reached, or answered what cannot be understood. Never means "duplicate", nor "acquired". */
public class IdempotencyStoreException extends IdempotencyException {

    @Serial
    private static final long serialVersionUID = 1L;

    public IdempotencyStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
