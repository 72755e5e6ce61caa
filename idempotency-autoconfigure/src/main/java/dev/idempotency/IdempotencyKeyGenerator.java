package dev.idempotency;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

/** Makes the key of a call whose {@link Idempotent#key()} is empty. A bean of this type replaces the digest. */
@FunctionalInterface
public interface IdempotencyKeyGenerator {

    /**
     * The key of this call.
     *
     * @throws InvalidIdempotencyKeyException if these arguments do not make a stable key
     */
    String generate(Object target, Method method, @Nullable Object[] arguments);
}
