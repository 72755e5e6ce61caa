package dev.idempotency.aop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import dev.idempotency.engine.Execution;
import dev.idempotency.task.Task;
import dev.idempotency.task.TaskCalls;

/**
 * Innermost, inside the method's transaction: ties the execution to it, and writes the completion into it where the
 * store takes part.
 */
final class CompleteInterceptor implements MethodInterceptor {

    private final Interception interception;

    CompleteInterceptor(Interception interception) {
        this.interception = interception;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        CallInProgress call = CallInProgress.of(invocation);
        if (call == null) {
            return invocation.proceed();
        }
        TaskCalls calls = this.interception.calls();
        if (!calls.transactions().isActive()) {
            return invocation.proceed();
        }
        Execution execution = call.execution();
        calls.transactions().enlist(execution);
        Object returned = invocation.proceed();
        if (calls.engine().joinsCurrentTransaction() && isComplete(call.task(), returned)) {
            execution.completeInTransaction(calls.stored(call.task(), valueOf(call.task(), returned)));
        }
        return returned;
    }

    /** A future that is still running, or a {@code Mono}, ends after the transaction, and so does the execution. */
    private static boolean isComplete(Task task, @Nullable Object returned) {
        if (task.shape().isMono()) {
            return false;
        }
        if (!task.shape().isFuture()) {
            return true;
        }
        if (returned instanceof CompletionStage<?> stage) {
            CompletableFuture<?> future = stage.toCompletableFuture();
            return future.isDone() && !future.isCompletedExceptionally();
        }
        return returned == null;
    }

    private static @Nullable Object valueOf(Task task, @Nullable Object returned) {
        return task.shape().isFuture() && returned instanceof CompletionStage<?> stage
                ? stage.toCompletableFuture().join()
                : returned;
    }
}
