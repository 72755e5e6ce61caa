package dev.idempotency.task;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.idempotency.IdempotencyScopeResolver;
import dev.idempotency.InvalidIdempotencyKeyException;
import dev.idempotency.engine.Call;
import dev.idempotency.key.ExecutionKey;

/** Adds namespace, scope and window to the key that a call of a task was given. */
public final class TaskKeys {

    private final IdempotencySettings settings;
    private final InstantSource clock;
    private final Function<String, IdempotencyScopeResolver> scopes;

    /**
     * Makes a source of keys.
     *
     * @param clock tells which window a call falls into
     * @param scopes the resolver of a scope, by its name
     */
    public TaskKeys(
            IdempotencySettings settings, InstantSource clock, Function<String, IdempotencyScopeResolver> scopes) {
        this.settings = settings;
        this.clock = clock;
        this.scopes = scopes;
    }

    /**
     * The call of a task with this key, now.
     *
     * @param payloadDigest identifies its payload; {@code null} if payloads are not compared
     * @throws InvalidIdempotencyKeyException as {@link #keyOf(Task, String)}
     */
    public Call call(Task task, String given, @Nullable String payloadDigest) {
        return call(task, given, this.clock.instant(), payloadDigest);
    }

    /** As {@link #call(Task, String, String)}, in the window of another moment. */
    public Call call(Task task, String given, Instant moment, @Nullable String payloadDigest) {
        return new Call(
                task.policy(),
                keyOf(task, given, moment),
                payloadDigest,
                task.policy().exclusive() ? ExecutionKey.slotOf(this.settings.namespace(), task.name()) : null);
    }

    /**
     * What a key stands for now.
     *
     * @throws InvalidIdempotencyKeyException if it is blank, or the task's scope has no value for this call
     */
    public ExecutionKey keyOf(Task task, String given) {
        return keyOf(task, given, this.clock.instant());
    }

    private ExecutionKey keyOf(Task task, String given, Instant moment) {
        if (given.isBlank()) {
            throw new InvalidIdempotencyKeyException(
                    "The key of task " + task.name() + " is blank. A blank key would make all calls duplicates of each"
                            + " other.",
                    null);
        }
        return ExecutionKey.of(
                this.settings.namespace(),
                task.name(),
                task.scope(),
                scopeId(task),
                given,
                task.window() == null ? null : task.window().bucketOf(moment, this.settings.zone()));
    }

    private @Nullable String scopeId(Task task) {
        if (task.scope().equals(ExecutionKey.GLOBAL)) {
            return null;
        }
        String id = this.scopes.apply(task.scope()).resolve();
        if (id == null || id.isBlank()) {
            throw new InvalidIdempotencyKeyException(
                    "The scope '" + task.scope() + "' of task " + task.name() + " has no value for this call; without"
                            + " one, everybody would share its keys",
                    null);
        }
        return id;
    }
}
