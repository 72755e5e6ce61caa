package dev.idempotency.result;

import java.lang.reflect.Type;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.ResultSerializer;
import dev.idempotency.store.StoredResult;

/**
 * Results to and from the store. What cannot be written never costs a completion: the record is completed without its
 * value, and a warning says why.
 */
public final class ResultCodec {

    private static final Logger logger = LoggerFactory.getLogger(ResultCodec.class);

    private final ResultSerializer serializer;
    private final long maxSize;
    private final Map<String, Class<?>> readBack = new ConcurrentHashMap<>();

    /**
     * Makes a codec.
     *
     * @param serializer writes and reads values
     * @param maxSize the most bytes that are stored of a result
     */
    public ResultCodec(ResultSerializer serializer, long maxSize) {
        this.serializer = serializer;
        this.maxSize = maxSize;
    }

    /**
     * What is stored of a result.
     *
     * @param type the declared type of {@code result}
     */
    public StoredResult encode(String task, @Nullable Object result, Type type) {
        byte[] bytes;
        try {
            bytes = this.serializer.serialize(result, type);
            readBackOnce(task, result, type, bytes);
        } catch (RuntimeException ex) {
            // Not the exception itself: its message may quote the result.
            warn(
                    task,
                    type,
                    "cannot be written and read back as that type ("
                            + ex.getClass().getSimpleName()
                            + "). Declare a type that can, give the task storeResult=false, or provide a"
                            + " ResultSerializer");
            return StoredResult.UNAVAILABLE;
        }
        if (bytes.length > this.maxSize) {
            warn(task, type, "has " + bytes.length + " bytes, above idempotency.result.max-size of " + this.maxSize);
            return StoredResult.UNAVAILABLE;
        }
        return StoredResult.value(bytes);
    }

    /** A type that can be written but not read is found out by its first result, not by its first duplicate. */
    private void readBackOnce(String task, @Nullable Object result, Type type, byte[] bytes) {
        if (result != null && this.readBack.get(task) != result.getClass()) {
            this.serializer.deserialize(bytes, type);
            this.readBack.put(task, result.getClass());
        }
    }

    private static void warn(String task, Type type, String problem) {
        logger.warn(
                "The result of task {}, declared as {}, is not stored: it {}. The completion is recorded;"
                        + " duplicates get a DuplicateExecutionException instead of the result.",
                task,
                type.getTypeName(),
                problem);
    }

    /**
     * The result in these bytes.
     *
     * @throws IdempotencyStoreException if they cannot be read as {@code type}
     */
    public @Nullable Object decode(String task, byte[] bytes, Type type) {
        try {
            return this.serializer.deserialize(bytes, type);
        } catch (RuntimeException ex) {
            throw new IdempotencyStoreException(
                    "The stored result of task " + task + " cannot be read as " + type.getTypeName()
                            + ": its type has changed since it was stored, or the serializer has. Forget the key"
                            + " (IdempotencyRecords.forget) to run the task again, or wait for the record to expire.",
                    ex);
        }
    }
}
