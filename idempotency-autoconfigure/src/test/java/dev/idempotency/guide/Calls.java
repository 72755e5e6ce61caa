package dev.idempotency.guide;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Calls in threads of their own: the common pool may have fewer than a test has callers. */
final class Calls {

    private Calls() {}

    static <T> CompletableFuture<T> later(Supplier<T> call) {
        return CompletableFuture.supplyAsync(call, command -> new Thread(command).start());
    }

    static CompletableFuture<Void> later(Runnable call) {
        return CompletableFuture.runAsync(call, command -> new Thread(command).start());
    }
}
