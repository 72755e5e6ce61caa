package dev.idempotency.aop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;

import dev.idempotency.ExecutionInProgressException;
import dev.idempotency.IdempotencyException;
import dev.idempotency.OnInProgress;
import dev.idempotency.PayloadMismatchException;
import dev.idempotency.PreviouslyFailedException;
import dev.idempotency.engine.Admission;
import dev.idempotency.engine.Call;
import dev.idempotency.engine.CallOutcome;
import dev.idempotency.engine.Execution;

/** Outermost, on the caller's thread: claims the key, or answers in the method's place. */
final class ClaimInterceptor implements MethodInterceptor {

    private final Interception interception;

    ClaimInterceptor(Interception interception) {
        this.interception = interception;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        IdempotentMethod task = this.interception.taskOf(invocation);
        if (task == null) {
            return invocation.proceed();
        }
        IdempotentCalls calls = this.interception.calls();
        if (!isConcerned(calls, task, (ProxyMethodInvocation) invocation)) {
            calls.report(task, CallOutcome.BYPASSED);
            return invocation.proceed();
        }
        boolean blocks =
                !task.shape().isFuture() && !(task.async() && task.policy().onInProgress() == OnInProgress.WAIT);
        return blocks
                ? claimAndWait(calls, task, (ProxyMethodInvocation) invocation)
                : claimWithoutWaiting(calls, task, (ProxyMethodInvocation) invocation);
    }

    private static @Nullable Object claimAndWait(
            IdempotentCalls calls, IdempotentMethod task, ProxyMethodInvocation invocation) throws Throwable {
        Call call;
        Admission admission;
        try {
            call = call(calls, task, invocation);
            admission = calls.engine().admit(call);
        } catch (RuntimeException ex) {
            throw reported(calls, task, ex);
        }
        return follow(calls, task, call, admission, invocation);
    }

    /** What goes wrong before the method runs comes in the future too: its caller looks nowhere else. */
    private static @Nullable Object claimWithoutWaiting(
            IdempotentCalls calls, IdempotentMethod task, ProxyMethodInvocation invocation) throws Throwable {
        Call call;
        CompletableFuture<Admission> admission;
        try {
            call = call(calls, task, invocation);
            admission = calls.engine().admitWithoutWaiting(call);
        } catch (IdempotencyException ex) {
            return failed(task, reported(calls, task, ex));
        }
        if (admission.isDone() && !admission.isCompletedExceptionally()) {
            try {
                return follow(calls, task, call, admission.join(), invocation);
            } catch (IdempotencyException ex) {
                return failed(task, ex);
            }
        }
        // This invocation goes on after this method has returned, and an invocation is not reusable.
        ProxyMethodInvocation later = (ProxyMethodInvocation) invocation.invocableClone();
        CompletableFuture<@Nullable Object> result = admission
                .exceptionally(ex -> {
                    throw reported(calls, task, ex);
                })
                .thenCompose(admitted -> followLater(calls, task, call, admitted, later));
        return task.shape().isFuture() ? result : null;
    }

    private static Object failed(IdempotentMethod task, RuntimeException failure) {
        if (!task.shape().isFuture()) {
            throw failure;
        }
        return CompletableFuture.failedFuture(failure);
    }

    private static boolean isConcerned(IdempotentCalls calls, IdempotentMethod task, ProxyMethodInvocation invocation) {
        try {
            return calls.isConcerned(task, target(invocation), invocation.getArguments());
        } catch (IdempotencyException ex) {
            throw reported(calls, task, ex);
        }
    }

    private static Call call(IdempotentCalls calls, IdempotentMethod task, ProxyMethodInvocation invocation) {
        return calls.call(task, target(invocation), invocation.getArguments());
    }

    private static Object target(ProxyMethodInvocation invocation) {
        Object target = invocation.getThis();
        return target != null ? target : invocation.getProxy();
    }

    private static RuntimeException reported(IdempotentCalls calls, IdempotentMethod task, Throwable failure) {
        Throwable cause = Futures.causeOf(failure);
        boolean turnedAway = cause instanceof ExecutionInProgressException
                || cause instanceof PayloadMismatchException
                || cause instanceof PreviouslyFailedException;
        calls.report(task, turnedAway ? CallOutcome.REJECTED : CallOutcome.FAILED);
        return cause instanceof RuntimeException unchecked ? unchecked : new CompletionException(cause);
    }

    private static @Nullable Object follow(
            IdempotentCalls calls,
            IdempotentMethod task,
            Call call,
            Admission admission,
            ProxyMethodInvocation invocation)
            throws Throwable {
        if (admission instanceof Admission.Run run) {
            return run(calls, task, run.execution(), invocation);
        }
        if (admission instanceof Admission.Completed completed) {
            return calls.answer(task, call.key(), completed.record());
        }
        if (admission instanceof Admission.Unprotected) {
            calls.report(task, CallOutcome.UNPROTECTED);
            return invocation.proceed();
        }
        calls.report(task, CallOutcome.SKIPPED);
        return task.shape().nothing();
    }

    private static @Nullable Object run(
            IdempotentCalls calls, IdempotentMethod task, Execution execution, ProxyMethodInvocation invocation)
            throws Throwable {
        CallInProgress.attach(invocation, new CallInProgress(task, execution));
        execution.waitFor(invocation);
        try {
            return invocation.proceed();
        } catch (Throwable ex) {
            if (!execution.isStarted()) {
                // An executor that rejects the task: nobody will run it, so the key is free again.
                execution.giveBack();
                calls.report(task, CallOutcome.FAILED);
            }
            throw ex;
        }
    }

    private static CompletionStage<@Nullable Object> followLater(
            IdempotentCalls calls,
            IdempotentMethod task,
            Call call,
            Admission admission,
            ProxyMethodInvocation invocation) {
        try {
            return staged(follow(calls, task, call, admission, invocation));
        } catch (Throwable ex) {
            return CompletableFuture.failedFuture(ex);
        }
    }

    @SuppressWarnings("unchecked")
    private static CompletionStage<@Nullable Object> staged(@Nullable Object returned) throws Throwable {
        if (returned instanceof CompletionStage<?> stage) {
            return (CompletionStage<@Nullable Object>) stage;
        }
        if (returned instanceof Future<?> future) {
            return CompletableFuture.completedFuture(Futures.valueOf(future));
        }
        return CompletableFuture.completedFuture(returned);
    }
}
