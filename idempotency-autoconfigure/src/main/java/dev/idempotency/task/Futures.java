package dev.idempotency.task;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

/** Takes off what futures put around values and failures. */
public final class Futures {

    private Futures() {}

    /** The failure itself, without what a stage put around it. */
    public static Throwable causeOf(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** Waits for the value, and throws what the future failed with. */
    public static @Nullable Object valueOf(Future<?> future) throws Throwable {
        try {
            return future.get();
        } catch (ExecutionException ex) {
            throw ex.getCause() != null ? ex.getCause() : ex;
        }
    }
}
