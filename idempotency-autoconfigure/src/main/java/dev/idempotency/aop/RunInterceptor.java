package dev.idempotency.aop;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import dev.idempotency.engine.ExecutionContext;
import dev.idempotency.task.Futures;
import dev.idempotency.task.Task;
import dev.idempotency.task.TaskCalls;

/**
 * First on the thread that runs the method: makes the execution visible there, and ends it once the method and
 * everything around it, such as a commit, has succeeded or failed.
 */
final class RunInterceptor implements MethodInterceptor {

    private final Interception interception;

    RunInterceptor(Interception interception) {
        this.interception = interception;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        CallInProgress call = CallInProgress.of(invocation);
        return call == null ? invocation.proceed() : run(call, invocation);
    }

    private @Nullable Object run(CallInProgress call, MethodInvocation invocation) throws Throwable {
        TaskCalls calls = this.interception.calls();
        Task task = call.task();
        Object returned;
        Object value;
        try {
            call.execution().start();
            returned = ExecutionContext.during(call.execution(), invocation::proceed);
            if (task.shape().isFuture() && returned instanceof CompletionStage<?> stage) {
                return calls.endingWith(task, call.execution(), stage);
            }
            if (task.shape().isMono() && returned != null) {
                return MonoEntry.endingWith(calls, task, call.execution(), returned);
            }
            // A plain future comes from an @Async method only, on whose thread Spring would wait just the same.
            value = task.shape().isFuture() && returned instanceof Future<?> future
                    ? Futures.valueOf(future)
                    : returned;
        } catch (Throwable ex) {
            calls.fail(task, call.execution(), ex);
            throw ex;
        }
        calls.succeed(task, call.execution(), value);
        return returned;
    }
}
