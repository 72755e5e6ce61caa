package dev.idempotency.template;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

import dev.idempotency.IdempotencyRequest;
import dev.idempotency.InvalidIdempotencyKeyException;
import dev.idempotency.engine.Call;
import dev.idempotency.key.ArgumentDigest;
import dev.idempotency.key.UndigestableArgumentException;
import dev.idempotency.task.InvalidTaskException;
import dev.idempotency.task.ReturnShape;
import dev.idempotency.task.Task;
import dev.idempotency.task.TaskDefinition;
import dev.idempotency.task.TaskFactory;
import dev.idempotency.task.TaskKeys;
import dev.idempotency.task.TaskRegistry;
import dev.idempotency.task.TaskSettings;

/** Turns requests into tasks and calls. */
public final class RequestedTasks {

    private final TaskFactory tasks;
    private final TaskRegistry registry;
    private final TaskKeys keys;
    private final ArgumentDigest digest = new ArgumentDigest();

    /** Puts the parts together. */
    public RequestedTasks(TaskFactory tasks, TaskRegistry registry, TaskKeys keys) {
        this.tasks = tasks;
        this.registry = registry;
        this.keys = keys;
    }

    Task of(IdempotencyRequest request, Type type) {
        return of(request, shape(request.task(), type));
    }

    private static ReturnShape shape(String task, Type type) {
        try {
            return ReturnShape.ofValue(type);
        } catch (UnsupportedOperationException ex) {
            throw new InvalidTaskException(task, ex.getMessage() + ".", "Ask for another type.");
        }
    }

    private Task of(IdempotencyRequest request, ReturnShape shape) {
        TaskDefinition definition = new TaskDefinition(
                request.task(), settings(request), request.category(), request.scope(), request.window(), shape);
        TaskSettings effective = this.tasks.effective(definition);
        if (effective.condition() != null || effective.verify() != null) {
            throw new InvalidTaskException(
                    request.task(),
                    "its properties set a condition or verify, which speak of a method's arguments, and a request has"
                            + " none.",
                    "Remove them; decide before the request, or give it a payload.");
        }
        Task task = this.tasks.create(definition);
        this.registry.add(task);
        return task;
    }

    private static TaskSettings settings(IdempotencyRequest request) {
        return new TaskSettings(
                null,
                request.ttl(),
                request.lease(),
                request.waitTimeout(),
                request.failureTtl(),
                request.backoff(),
                null,
                null,
                request.maxAttempts(),
                request.exclusive(),
                null,
                null,
                request.onDuplicate(),
                request.onInProgress(),
                request.onFailure(),
                request.onStoreFailure(),
                request.storeResult());
    }

    Call call(Task task, IdempotencyRequest request) {
        return this.keys.call(task, request.key(), request.isVerified() ? digest(task, request.payload()) : null);
    }

    Call call(Task task, String key) {
        return this.keys.call(task, key, null);
    }

    private String digest(Task task, @Nullable Object payload) {
        try {
            return this.digest.of(new @Nullable Object[] {payload});
        } catch (UndigestableArgumentException ex) {
            throw new InvalidIdempotencyKeyException(
                    "The payload of task " + task.name() + " cannot be compared: " + ex.getMessage(), ex);
        }
    }
}
