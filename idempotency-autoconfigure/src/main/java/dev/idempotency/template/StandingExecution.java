package dev.idempotency.template;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.idempotency.IdempotentExecution;
import dev.idempotency.PreviouslyFailedException;
import dev.idempotency.store.StoredRecord;
import dev.idempotency.task.Task;
import dev.idempotency.task.TaskCalls;

/** Something is in the way: an execution that has completed, is running or has failed. */
final class StandingExecution implements IdempotentExecution {

    private final String executionId;
    private final @Nullable PreviouslyFailedException failure;
    private final @Nullable Completed completed;

    private StandingExecution(
            String executionId, @Nullable PreviouslyFailedException failure, @Nullable Completed completed) {
        this.executionId = executionId;
        this.failure = failure;
        this.completed = completed;
    }

    private record Completed(TaskCalls calls, Task task, StoredRecord record) {}

    static IdempotentExecution completed(TaskCalls calls, Task task, StoredRecord record) {
        return new StandingExecution(record.owner().toString(), null, new Completed(calls, task, record));
    }

    static IdempotentExecution inProgress(String executionId) {
        return new StandingExecution(executionId, null, null);
    }

    static IdempotentExecution failed(PreviouslyFailedException failure) {
        return new StandingExecution(failure.executionId(), failure, null);
    }

    @Override
    public boolean isAcquired() {
        return false;
    }

    @Override
    public boolean isDuplicate() {
        return this.completed != null;
    }

    @Override
    public boolean isInProgress() {
        return this.completed == null && this.failure == null;
    }

    @Override
    public Optional<PreviouslyFailedException> failure() {
        return Optional.ofNullable(this.failure);
    }

    @Override
    @SuppressWarnings("unchecked") // it is read as that type
    public <T> Optional<T> storedResult(Class<T> type) {
        return this.completed == null
                ? Optional.empty()
                : Optional.ofNullable(
                        (T) this.completed.calls().storedValue(this.completed.task(), this.completed.record(), type));
    }

    @Override
    public String executionId() {
        return this.executionId;
    }

    @Override
    public void complete(@Nullable Object result) {
        throw notHeld();
    }

    @Override
    public void fail(Throwable cause) {
        throw notHeld();
    }

    private IllegalStateException notHeld() {
        return new IllegalStateException("The key is not held, so there is nothing to end: execution "
                + this.executionId + " is in the way. Ask isAcquired() first.");
    }

    /** There is nothing to end. */
    @Override
    public void close() {}
}
