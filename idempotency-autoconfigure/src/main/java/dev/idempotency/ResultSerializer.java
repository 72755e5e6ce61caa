package dev.idempotency;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

/**
 * Writes results for the store and reads them back as the type the method declares. A bean of this type replaces the
 * JSON of {@code idempotency.result.serializer}. Implementations never let the stored bytes choose a class.
 */
public interface ResultSerializer {

    /**
     * The bytes of a result.
     *
     * @param result what the method returned, without {@code Optional} or future around it
     * @param type the declared type of that value
     * @throws RuntimeException if the value cannot be written
     */
    byte[] serialize(@Nullable Object result, Type type);

    /**
     * The result in these bytes.
     *
     * @throws RuntimeException if the bytes cannot be read as {@code type}
     */
    @Nullable
    Object deserialize(byte[] bytes, Type type);
}
