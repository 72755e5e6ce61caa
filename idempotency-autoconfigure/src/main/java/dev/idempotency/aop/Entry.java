package dev.idempotency.aop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;

import dev.idempotency.CallOutcome;
import dev.idempotency.IdempotencyException;
import dev.idempotency.OnInProgress;
import dev.idempotency.engine.Admission;
import dev.idempotency.engine.Call;
import dev.idempotency.engine.Execution;
import dev.idempotency.schedule.FireInProgress;
import dev.idempotency.task.Futures;
import dev.idempotency.task.Task;
import dev.idempotency.task.TaskCalls;

/**
 * One call at the door of an idempotent method: it is let in, answered in the method's place, or turned away.
 *
 * @param keys makes its key
 * @param calls leads it to the engine
 * @param method the method that is called
 * @param invocation goes on to the method
 * @param fire whose call this is; {@code null} if no schedule makes it
 */
record Entry(
        CallKeys keys,
        TaskCalls calls,
        IdempotentMethod method,
        ProxyMethodInvocation invocation,
        @Nullable FireInProgress fire) {

    /** A call that is made in this thread. */
    Entry(CallKeys keys, TaskCalls calls, IdempotentMethod method, ProxyMethodInvocation invocation) {
        this(keys, calls, method, invocation, FireInProgress.current());
    }

    @Nullable
    Object enter() throws Throwable {
        if (!isConcerned()) {
            this.calls.report(task(), CallOutcome.BYPASSED);
            return this.invocation.proceed();
        }
        if (task().shape().isMono()) {
            return MonoEntry.enter(this);
        }
        boolean blocks = !task().shape().isFuture()
                && !(this.method.async() && task().policy().onInProgress() == OnInProgress.WAIT);
        return blocks ? claimAndWait() : claimWithoutWaiting();
    }

    Task task() {
        return this.method.task();
    }

    private boolean isConcerned() {
        if (!task().enabled()) {
            return false;
        }
        try {
            return this.keys.isConcerned(this.method, target(), this.invocation.getArguments());
        } catch (IdempotencyException ex) {
            throw this.calls.refused(task(), ex);
        }
    }

    Call call() {
        return this.keys.call(this.method, target(), this.invocation.getArguments());
    }

    private Object target() {
        Object target = this.invocation.getThis();
        return target != null ? target : this.invocation.getProxy();
    }

    private @Nullable Object claimAndWait() throws Throwable {
        Call call;
        Admission admission;
        try {
            call = call();
            admission = this.calls.engine().admit(call);
        } catch (RuntimeException ex) {
            throw this.calls.refused(task(), ex);
        }
        return follow(call, admission);
    }

    /** What goes wrong before the method runs comes in the future too: its caller looks nowhere else. */
    @SuppressWarnings("FutureReturnValueIgnored") // the caller is given it
    private @Nullable Object claimWithoutWaiting() throws Throwable {
        Call call;
        CompletableFuture<Admission> admission;
        try {
            call = call();
            admission = this.calls.engine().admitWithoutWaiting(call);
        } catch (IdempotencyException ex) {
            return failed(this.calls.refused(task(), ex));
        }
        if (admission.isDone() && !admission.isCompletedExceptionally()) {
            try {
                return follow(call, admission.join());
            } catch (IdempotencyException ex) {
                return failed(ex);
            }
        }
        Entry later = later();
        CompletableFuture<@Nullable Object> result = admission
                .exceptionally(ex -> {
                    throw this.calls.refused(task(), ex);
                })
                .thenCompose(admitted -> later.followInStages(call, admitted));
        return task().shape().isFuture() ? result : null;
    }

    /** The same call, to go on after this method has returned: an invocation is not reusable. */
    Entry later() {
        return new Entry(this.keys, this.calls, this.method, (ProxyMethodInvocation) this.invocation.invocableClone());
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the caller is given it
    private Object failed(RuntimeException failure) {
        if (!task().shape().isFuture()) {
            throw failure;
        }
        return CompletableFuture.failedFuture(failure);
    }

    @Nullable
    Object follow(Call call, Admission admission) throws Throwable {
        if (admission instanceof Admission.Run run) {
            return run(run.execution());
        }
        if (admission instanceof Admission.Completed completed) {
            return this.calls.answer(task(), call.key(), completed.record());
        }
        if (admission instanceof Admission.Unprotected) {
            this.calls.report(task(), CallOutcome.UNPROTECTED);
            return this.invocation.proceed();
        }
        this.calls.report(task(), CallOutcome.SKIPPED);
        return task().shape().nothing();
    }

    private @Nullable Object run(Execution execution) throws Throwable {
        CallInProgress.attach(this.invocation, new CallInProgress(task(), execution));
        execution.waitFor(this.invocation);
        if (this.fire != null) {
            this.fire.goesOnUntilTheEndOf(execution);
        }
        try {
            return this.invocation.proceed();
        } catch (Throwable ex) {
            if (!execution.isStarted()) {
                // An executor that rejects the task: nobody will run it, so the key is free again.
                execution.giveBack();
                this.calls.report(task(), CallOutcome.FAILED);
            }
            throw ex;
        }
    }

    private CompletionStage<@Nullable Object> followInStages(Call call, Admission admission) {
        try {
            return staged(follow(call, admission));
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
