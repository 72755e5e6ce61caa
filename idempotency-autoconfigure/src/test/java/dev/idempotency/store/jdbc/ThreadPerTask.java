package dev.idempotency.store.jdbc;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Other callers. The common pool has one thread on a small machine, where callers would wait instead of race. */
final class ThreadPerTask {

    private static final Executor threads = task -> new Thread(task).start();

    private ThreadPerTask() {}

    static CompletableFuture<Void> run(Runnable task) {
        return CompletableFuture.runAsync(task, threads);
    }

    static <T> CompletableFuture<T> supply(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, threads);
    }
}
