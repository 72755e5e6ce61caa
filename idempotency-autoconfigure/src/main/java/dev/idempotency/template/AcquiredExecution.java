package dev.idempotency.template;

import org.jspecify.annotations.Nullable;

import dev.idempotency.engine.Execution;
import dev.idempotency.task.Task;
import dev.idempotency.task.TaskCalls;

/** The key is held; whoever has this ends the execution. */
final class AcquiredExecution extends HeldExecution {

    private final TaskCalls calls;
    private final Task task;
    private final Execution execution;
    private boolean ended;

    AcquiredExecution(TaskCalls calls, Task task, Execution execution) {
        this.calls = calls;
        this.task = task;
        this.execution = execution;
    }

    @Override
    public String executionId() {
        return this.execution.id();
    }

    @Override
    public synchronized void complete(@Nullable Object result) {
        end();
        Task completed = this.task.returning(result);
        try {
            this.calls.enlist(this.execution);
            this.calls.completeInTransaction(completed, this.execution, result);
        } catch (RuntimeException ex) {
            this.calls.fail(this.task, this.execution, ex);
            throw ex;
        }
        this.calls.succeed(completed, this.execution, result);
    }

    @Override
    public synchronized void fail(Throwable failure) {
        end();
        this.calls.enlist(this.execution);
        this.calls.fail(this.task, this.execution, failure);
    }

    private void end() {
        if (this.ended) {
            throw new IllegalStateException(
                    "Execution " + executionId() + " of task " + this.task.name() + " has ended already");
        }
        this.ended = true;
    }

    @Override
    public synchronized void close() {
        if (!this.ended) {
            fail(new IllegalStateException("Closed, and neither completed nor failed"));
        }
    }
}
