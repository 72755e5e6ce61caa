package dev.idempotency.key;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/** An argument has no content that a stable digest could be made of. */
public class UndigestableArgumentException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    UndigestableArgumentException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
