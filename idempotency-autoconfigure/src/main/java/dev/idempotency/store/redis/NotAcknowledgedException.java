package dev.idempotency.store.redis;

import java.io.Serial;

/** Replicas did not acknowledge a write; the message is advice enough. */
final class NotAcknowledgedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    NotAcknowledgedException(String message) {
        super(message);
    }
}
