package dev.idempotency.engine;

import dev.idempotency.IdempotencyContext;

/** The public view of a running execution, and the way to make it the current one of a thread. */
public final class ExecutionContext extends IdempotencyContext {

    private final Execution execution;

    ExecutionContext(Execution execution) {
        this.execution = execution;
    }

    /**
     * Makes this execution the current one of this thread.
     *
     * @return ends that when closed
     */
    public static Visibility show(Execution execution) {
        return open(new ExecutionContext(execution))::close;
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

    /** While it is open, the execution is the current one of its thread. */
    @FunctionalInterface
    public interface Visibility extends AutoCloseable {

        @Override
        void close();
    }
}
