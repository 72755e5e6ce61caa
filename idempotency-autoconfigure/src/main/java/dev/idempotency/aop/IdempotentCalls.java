package dev.idempotency.aop;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import dev.idempotency.DuplicateExecutionException;
import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.OnDuplicate;
import dev.idempotency.engine.Call;
import dev.idempotency.engine.CallOutcome;
import dev.idempotency.engine.Execution;
import dev.idempotency.engine.IdempotencyEngine;
import dev.idempotency.key.ExecutionKey;
import dev.idempotency.result.ResultCodec;
import dev.idempotency.store.StoredRecord;
import dev.idempotency.store.StoredResult;

/** What the three interceptors share: from a call to the engine, and from a record to what the caller gets. */
public final class IdempotentCalls {

    private final IdempotencyEngine engine;
    private final CallKeys keys;
    private final ResultCodec codec;
    private final TransactionBoundary transactions;

    /** Puts the parts together. */
    public IdempotentCalls(
            IdempotencyEngine engine, CallKeys keys, ResultCodec codec, TransactionBoundary transactions) {
        this.engine = engine;
        this.keys = keys;
        this.codec = codec;
        this.transactions = transactions;
    }

    IdempotencyEngine engine() {
        return this.engine;
    }

    TransactionBoundary transactions() {
        return this.transactions;
    }

    Call call(IdempotentMethod task, Object target, @Nullable Object[] arguments) {
        return new Call(
                task.policy(),
                this.keys.keyOf(task, target, arguments),
                this.keys.payloadDigest(task, target, arguments));
    }

    /** Whether a call is to be treated as idempotent. */
    boolean isConcerned(IdempotentMethod task, Object target, @Nullable Object[] arguments) {
        return task.enabled() && this.keys.isConcerned(task, target, arguments);
    }

    void report(IdempotentMethod task, CallOutcome outcome) {
        this.engine.listeners().onCall(task.task(), task.scope(), outcome);
    }

    /** What is stored of a value that {@code task} gave. */
    StoredResult stored(IdempotentMethod task, @Nullable Object value) {
        if (!task.storeResult() || task.shape().isVoid()) {
            return StoredResult.NONE;
        }
        return this.codec.encode(
                task.task(), task.shape().unwrapped(value), task.shape().valueType());
    }

    /** The method returned, or its future did: the execution ends. */
    void succeed(IdempotentMethod task, Execution execution, @Nullable Object value) {
        try {
            execution.succeed(() -> stored(task, value));
        } catch (RuntimeException ex) {
            report(task, CallOutcome.FAILED);
            throw ex;
        }
        report(task, CallOutcome.EXECUTED);
    }

    /** The method threw, or its future failed: the execution ends. */
    void fail(IdempotentMethod task, Execution execution, Throwable failure) {
        execution.fail(failure);
        report(task, CallOutcome.FAILED);
    }

    /** The stage that the caller of {@code task} gets: done only when the execution has ended too. */
    CompletionStage<@Nullable Object> endingWith(
            IdempotentMethod task, Execution execution, CompletionStage<? extends @Nullable Object> stage) {
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
    @Nullable
    Object answer(IdempotentMethod task, ExecutionKey key, StoredRecord record) {
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

    private @Nullable Object replay(IdempotentMethod task, ExecutionKey key, StoredRecord record) {
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

    private @Nullable Object storedValue(IdempotentMethod task, StoredRecord record) {
        byte[] bytes = record.result().bytes();
        return bytes == null
                ? null
                : this.codec.decode(task.task(), bytes, task.shape().valueType());
    }

    /** The exception is thrown in any case; a result that cannot be read must not replace it. */
    private @Nullable Object storedValueIfReadable(IdempotentMethod task, StoredRecord record) {
        try {
            return storedValue(task, record);
        } catch (IdempotencyStoreException ex) {
            return null;
        }
    }

    private static DuplicateExecutionException duplicate(
            IdempotentMethod task, ExecutionKey key, StoredRecord record, String reason, @Nullable Object result) {
        String executionId = record.owner().toString();
        return new DuplicateExecutionException(
                key + " has completed as execution " + executionId + ", " + reason,
                task.task(),
                key.given(),
                executionId,
                result);
    }
}
