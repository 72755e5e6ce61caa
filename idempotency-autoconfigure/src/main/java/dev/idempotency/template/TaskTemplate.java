package dev.idempotency.template;

import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;

import dev.idempotency.CallOutcome;
import dev.idempotency.ExecutionInProgressException;
import dev.idempotency.IdempotencyRequest;
import dev.idempotency.IdempotencyTemplate;
import dev.idempotency.IdempotentExecution;
import dev.idempotency.PreviouslyFailedException;
import dev.idempotency.engine.Admission;
import dev.idempotency.engine.Call;
import dev.idempotency.engine.Execution;
import dev.idempotency.engine.ExecutionContext;
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
    @SuppressWarnings("unchecked") // what is read back is read as that type
    public <T> @Nullable T execute(IdempotencyRequest request, Class<T> type, Callable<? extends @Nullable T> action) {
        return (T) run(request, type, action::call);
    }

    @Override
    @SuppressWarnings("unchecked") // as above
    public <T> @Nullable T execute(
            IdempotencyRequest request, ParameterizedTypeReference<T> type, Callable<? extends @Nullable T> action) {
        return (T) run(request, type.getType(), action::call);
    }

    @Override
    public void execute(IdempotencyRequest request, Runnable action) {
        run(request, void.class, () -> {
            action.run();
            return null;
        });
    }

    private @Nullable Object run(
            IdempotencyRequest request, Type type, ExecutionContext.Body<? extends @Nullable Object> action) {
        try {
            Task task = this.tasks.of(request, type);
            return new ProtectedAction(this.calls, task, action).execute(() -> this.tasks.call(task, request));
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
    public <I, T> List<@Nullable T> executeEach(
            String task, Collection<I> items, Function<I, String> key, Class<T> type, Function<I, @Nullable T> action) {
        Task requested = this.tasks.of(IdempotencyRequest.of(task, ""), type);
        return new EachItem<I, @Nullable T>(this.calls, requested, action)
                .execute(items, item -> this.tasks.call(requested, key.apply(item)));
    }
}
