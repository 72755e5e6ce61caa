package dev.idempotency.task;

import java.lang.reflect.Type;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import dev.idempotency.CallOutcome;
import dev.idempotency.DuplicateExecutionException;
import dev.idempotency.ExecutionInProgressException;
import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.LeaseLostException;
import dev.idempotency.OnDuplicate;
import dev.idempotency.PayloadMismatchException;
import dev.idempotency.PreviouslyFailedException;
import dev.idempotency.engine.Execution;
import dev.idempotency.engine.IdempotencyEngine;
import dev.idempotency.key.ExecutionKey;
import dev.idempotency.result.ResultCodec;
import dev.idempotency.store.StoredRecord;
import dev.idempotency.store.StoredResult;

/** From a call to the engine, from what it gave to a record, and from a record to what another caller gets. */
public final class TaskCalls {

    private final IdempotencyEngine engine;
    private final ResultCodec codec;
    private final TransactionBoundary transactions;

    /** Puts the parts together. */
    public TaskCalls(IdempotencyEngine engine, ResultCodec codec, TransactionBoundary transactions) {
        this.engine = engine;
        this.codec = codec;
        this.transactions = transactions;
    }

    /** Decides whether calls run. */
    public IdempotencyEngine engine() {
        return this.engine;
    }

    /** Leads to the transaction of a thread. */
    public TransactionBoundary transactions() {
        return this.transactions;
    }

    /** Tells how a call ended for its caller. */
    public void report(Task task, CallOutcome outcome) {
        this.engine.listeners().onCall(task.name(), task.scope(), outcome);
    }

    /** A call was turned away, or could not be decided; returns what to throw at its caller. */
    public RuntimeException refused(Task task, Throwable failure) {
        Throwable cause = Futures.causeOf(failure);
        boolean turnedAway = cause instanceof ExecutionInProgressException
                || cause instanceof PayloadMismatchException
                || cause instanceof PreviouslyFailedException;
        report(task, turnedAway ? CallOutcome.REJECTED : CallOutcome.FAILED);
        return cause instanceof RuntimeException unchecked ? unchecked : new CompletionException(cause);
    }

    /** What is stored of a value that {@code task} gave. */
    public StoredResult stored(Task task, @Nullable Object value) {
        if (!task.storeResult() || task.shape().isVoid()) {
            return StoredResult.NONE;
        }
        return this.codec.encode(
                task.name(), task.shape().unwrapped(value), task.shape().valueType());
    }

    /** Ends {@code execution} with the transaction that is active in this thread, if there is one. */
    public void enlist(Execution execution) {
        if (this.transactions.isActive()) {
            this.transactions.enlist(execution);
        }
    }

    /**
     * Writes the completion into the transaction that is active in this thread, if there is one and the store takes
     * part.
     *
     * @throws LeaseLostException if another execution has taken the key over; the transaction must not commit then
     */
    public void completeInTransaction(Task task, Execution execution, @Nullable Object value) {
        if (this.transactions.isActive() && this.engine.joinsCurrentTransaction()) {
            execution.completeInTransaction(stored(task, value));
        }
    }

    /** The method returned, or its future did: the execution ends. */
    public void succeed(Task task, Execution execution, @Nullable Object value) {
        try {
            execution.succeed(() -> stored(task, value));
        } catch (RuntimeException ex) {
            report(task, CallOutcome.FAILED);
            throw ex;
        }
        report(task, CallOutcome.EXECUTED);
    }

    /** The method threw, or its future failed: the execution ends. */
    public void fail(Task task, Execution execution, Throwable failure) {
        execution.fail(failure);
        report(task, CallOutcome.FAILED);
    }

    /** The stage that the caller of {@code task} gets: done only when the execution has ended too. */
    public CompletionStage<@Nullable Object> endingWith(
            Task task, Execution execution, CompletionStage<? extends @Nullable Object> stage) {
        var ending = stage.<@Nullable Object>handle((value, failure) -> {
                    if (failure != null) {
                        fail(task, execution, Futures.causeOf(failure));
                        throw failure instanceof CompletionException ex ? ex : new CompletionException(failure);
                    }
                    succeed(task, execution, value);
                    return value;
                })
                .toCompletableFuture();
        var unused = ending.whenComplete((value, failure) -> {
            if (ending.isCancelled()) {
                stage.toCompletableFuture().cancel(true);
            }
        });
        return ending;
    }

    /** What the caller of a task that has completed before gets. */
    public @Nullable Object answer(Task task, ExecutionKey key, StoredRecord record) {
        OnDuplicate policy = task.policy().onDuplicate();
        if (policy == OnDuplicate.SKIP) {
            report(task, CallOutcome.SKIPPED);
            return task.shape().nothing();
        }
        if (policy == OnDuplicate.THROW) {
            report(task, CallOutcome.REJECTED);
            throw duplicate(task, key, record, "and its policy is to throw", storedValueIfReadable(task, record));
        }
        return replay(task, key, record);
    }

    private @Nullable Object replay(Task task, ExecutionKey key, StoredRecord record) {
        Object replayed;
        try {
            replayed = switch (record.result().kind()) {
                case VALUE -> task.shape().wrapped(storedValue(task, record));
                case NONE -> {
                    if (task.shape().primitive()) {
                        throw duplicate(task, key, record, "and no result was stored", null);
                    }
                    yield task.shape().nothing();
                }
                case UNAVAILABLE ->
                    throw duplicate(
                            task,
                            key,
                            record,
                            "but its result could not be stored; a warning said why when it completed",
                            null);
            };
        } catch (DuplicateExecutionException ex) {
            report(task, CallOutcome.REJECTED);
            throw ex;
        } catch (IdempotencyStoreException ex) {
            report(task, CallOutcome.FAILED);
            throw ex;
        }
        report(task, CallOutcome.REPLAYED);
        return replayed;
    }

    private @Nullable Object storedValue(Task task, StoredRecord record) {
        return storedValue(task, record, task.shape().valueType());
    }

    /**
     * The stored result of a completed execution; {@code null} if there is none.
     *
     * @throws IdempotencyStoreException if it cannot be read as {@code type}
     */
    public @Nullable Object storedValue(Task task, StoredRecord record, Type type) {
        byte[] bytes = record.result().bytes();
        return bytes == null ? null : this.codec.decode(task.name(), bytes, type);
    }

    /** The exception is thrown in any case; a result that cannot be read must not replace it. */
    private @Nullable Object storedValueIfReadable(Task task, StoredRecord record) {
        try {
            return storedValue(task, record);
        } catch (IdempotencyStoreException ex) {
            return null;
        }
    }

    private static DuplicateExecutionException duplicate(
            Task task, ExecutionKey key, StoredRecord record, String reason, @Nullable Object result) {
        String executionId = record.owner().toString();
        return new DuplicateExecutionException(
                key + " has completed as execution " + executionId + ", " + reason,
                task.name(),
                key.given(),
                executionId,
                result);
    }
}
