package dev.idempotency.template;

import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;

import dev.idempotency.ExecutionInProgressException;
import dev.idempotency.IdempotencyRequest;
import dev.idempotency.IdempotencyTemplate;
import dev.idempotency.IdempotentExecution;
import dev.idempotency.PreviouslyFailedException;
import dev.idempotency.engine.Admission;
import dev.idempotency.engine.Call;
import dev.idempotency.engine.CallOutcome;
import dev.idempotency.engine.Execution;
import dev.idempotency.engine.Unchanged;
import dev.idempotency.task.Task;
import dev.idempotency.task.TaskCalls;

/** The template over the engine. */
public final class TaskTemplate implements IdempotencyTemplate {

    private final RequestedTasks tasks;
    private final TaskCalls calls;

    /** Puts the parts together. */
    public TaskTemplate(RequestedTasks tasks, TaskCalls calls) {
        this.tasks = tasks;
        this.calls = calls;
    }

    @Override
    public <T extends @Nullable Object> T execute(
            IdempotencyRequest request, Class<T> type, Callable<? extends T> action) {
        return execute(request, (Type) type, action);
    }

    @Override
    public <T extends @Nullable Object> T execute(
            IdempotencyRequest request, ParameterizedTypeReference<T> type, Callable<? extends T> action) {
        return execute(request, type.getType(), action);
    }

    @Override
    public void execute(IdempotencyRequest request, Runnable action) {
        execute(request, void.class, () -> {
            action.run();
            return null;
        });
    }

    @SuppressWarnings("unchecked") // what is read back is read as the type that the caller gave
    private <T extends @Nullable Object> T execute(
            IdempotencyRequest request, Type type, Callable<? extends @Nullable Object> action) {
        try {
            Task task = this.tasks.of(request, type);
            return (T)
                    new ProtectedAction(this.calls, task, action::call).execute(() -> this.tasks.call(task, request));
        } catch (Throwable ex) {
            throw Unchanged.thrown(ex);
        }
    }

    @Override
    public IdempotentExecution begin(IdempotencyRequest request) {
        Task task = this.tasks.of(request, void.class).reporting();
        if (!task.enabled()) {
            this.calls.report(task, CallOutcome.BYPASSED);
            return new UnprotectedExecution();
        }
        Call call;
        Admission admission;
        try {
            call = this.tasks.call(task, request);
            admission = this.calls.engine().admitUnlessBusy(call);
        } catch (PreviouslyFailedException ex) {
            this.calls.report(task, CallOutcome.REJECTED);
            return StandingExecution.failed(ex);
        } catch (ExecutionInProgressException ex) {
            this.calls.report(task, CallOutcome.REJECTED);
            return StandingExecution.inProgress(ex.executionId());
        } catch (RuntimeException ex) {
            throw this.calls.refused(task, ex);
        }
        if (admission instanceof Admission.Run run) {
            return acquired(task, run.execution());
        }
        this.calls.report(task, CallOutcome.REJECTED);
        if (admission instanceof Admission.Completed completed) {
            return StandingExecution.completed(this.calls, task, completed.record());
        }
        return StandingExecution.inProgress(((Admission.Busy) admission).executionId());
    }

    private IdempotentExecution acquired(Task task, Execution execution) {
        IdempotentExecution acquired = new AcquiredExecution(this.calls, task, execution);
        execution.start();
        execution.waitFor(acquired);
        return acquired;
    }

    @Override
    public <I extends @Nullable Object, T extends @Nullable Object> List<T> executeEach(
            String task, Collection<I> items, Function<I, String> key, Class<T> type, Function<I, T> action) {
        Task requested = this.tasks.of(IdempotencyRequest.of(task, ""), type);
        return new EachItem<I, T>(this.calls, requested, action)
                .execute(items, item -> this.tasks.call(requested, key.apply(item)));
    }
}
