package dev.idempotency.store.redis;

import java.io.Serial;

import dev.idempotency.redis.ExplainedRedisException;

/** Replicas did not acknowledge a write; the message is advice enough. */
final class NotAcknowledgedException extends ExplainedRedisException {

    @Serial
    private static final long serialVersionUID = 1L;

    NotAcknowledgedException(String message) {
        super(message);
    }
}
