package dev.idempotency.engine;

import org.jspecify.annotations.Nullable;

import dev.idempotency.IdempotencyContext;

/** The public view of a running execution, and the way to make it the current one of a thread. */
public final class ExecutionContext extends IdempotencyContext {

    private final Execution execution;

    ExecutionContext(Execution execution) {
        this.execution = execution;
    }

    /** Runs {@code body} with {@code execution} as the current one of this thread, in its log and in its trace too. */
    public static <T extends @Nullable Object> T during(Execution execution, Body<T> body) throws Throwable {
        Scope scope = open(execution.context());
        LogContext enclosing = LogContext.open(execution.context());
        ExecutionObserver.ObservationScope observed = execution.observed().open();
        try {
            return body.run();
        } finally {
            observed.close();
            enclosing.restore();
            scope.close();
        }
    }

    @Override
    public String executionId() {
        return this.execution.id();
    }

    @Override
    public String task() {
        return this.execution.key().task();
    }

    @Override
    public String key() {
        return this.execution.key().given();
    }

    @Override
    public String fullKey() {
        return this.execution.key().full();
    }

    @Override
    public int attempt() {
        return this.execution.claim().attempt();
    }

    @Override
    public long fencingToken() {
        return this.execution.claim().fencingToken();
    }

    @Override
    public void ensureHeld() {
        this.execution.ensureHeld();
    }

    /** What runs with a context. */
    @FunctionalInterface
    public interface Body<T extends @Nullable Object> {

        /** Runs. */
        T run() throws Throwable;
    }
}
