package dev.idempotency.template;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.idempotency.CallOutcome;
import dev.idempotency.engine.Admission;
import dev.idempotency.engine.Call;
import dev.idempotency.engine.Execution;
import dev.idempotency.engine.ExecutionContext;
import dev.idempotency.task.Task;
import dev.idempotency.task.TaskCalls;

/**
 * An action that runs once per key: claimed, run and completed in the caller's thread.
 *
 * @param calls leads calls to the engine
 * @param task what holds for it
 * @param action what runs
 */
record ProtectedAction(TaskCalls calls, Task task, ExecutionContext.Body<? extends @Nullable Object> action) {

    @Nullable
    Object execute(Supplier<Call> requested) throws Throwable {
        if (!this.task.enabled()) {
            this.calls.report(this.task, CallOutcome.BYPASSED);
            return this.action.run();
        }
        Call call;
        Admission admission;
        try {
            call = requested.get();
            admission = this.calls.engine().admit(call);
        } catch (RuntimeException ex) {
            throw this.calls.refused(this.task, ex);
        }
        return follow(call, admission);
    }

    @Nullable
    Object follow(Call call, Admission admission) throws Throwable {
        if (admission instanceof Admission.Run run) {
            return run(run.execution());
        }
        if (admission instanceof Admission.Completed completed) {
            return this.calls.answer(this.task, call.key(), completed.record());
        }
        if (admission instanceof Admission.Unprotected) {
            this.calls.report(this.task, CallOutcome.UNPROTECTED);
            return this.action.run();
        }
        if (admission instanceof Admission.Refused refused) {
            throw this.calls.refused(this.task, refused.reason());
        }
        this.calls.report(this.task, CallOutcome.SKIPPED);
        return this.task.shape().nothing();
    }

    private @Nullable Object run(Execution execution) throws Throwable {
        Object value;
        try {
            value = value(execution);
            this.calls.completeInTransaction(this.task, execution, value);
        } catch (Throwable ex) {
            this.calls.fail(this.task, execution, ex);
            throw ex;
        }
        this.calls.succeed(this.task, execution, value);
        return value;
    }

    /** Runs the action, as an execution that will end with the caller's transaction if there is one. */
    @Nullable
    Object value(Execution execution) throws Throwable {
        execution.start();
        this.calls.enlist(execution);
        return ExecutionContext.during(execution, this.action::run);
    }
}
