package dev.idempotency.redis;

import java.io.Serial;

/** Something went wrong with Redis, and the message says already what to do about it. */
public abstract class ExplainedRedisException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** The end of a message about something that is not ours. */
    protected static final String NOT_OURS =
            "; remove the key, or set idempotency.redis.key-prefix to one that nothing else uses";

    protected ExplainedRedisException(String message) {
        super(message);
    }
}
