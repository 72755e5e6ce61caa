package dev.idempotency.lock.redis;

import java.io.Serial;

import dev.idempotency.redis.ExplainedRedisException;

/** What stands under the key of a lock is none that this version reads. */
final class ForeignValueException extends ExplainedRedisException {

    @Serial
    private static final long serialVersionUID = 1L;

    ForeignValueException() {
        super("what stands under the lock's key is no lock, or one of a newer version" + NOT_OURS);
    }
}
