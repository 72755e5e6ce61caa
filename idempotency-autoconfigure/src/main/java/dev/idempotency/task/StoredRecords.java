package dev.idempotency.task;

import java.util.Optional;

import dev.idempotency.IdempotencyRecord;
import dev.idempotency.IdempotencyRecords;
import dev.idempotency.Status;
import dev.idempotency.key.ExecutionKey;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredFailure;
import dev.idempotency.store.StoredRecord;

/** The records of a store as applications see them. */
public final class StoredRecords implements IdempotencyRecords {

    private final IdempotencyStore store;
    private final TaskRegistry registry;
    private final TaskFactory tasks;
    private final TaskKeys keys;

    /** Makes a view of {@code store}. */
    public StoredRecords(IdempotencyStore store, TaskRegistry registry, TaskFactory tasks, TaskKeys keys) {
        this.store = store;
        this.registry = registry;
        this.tasks = tasks;
        this.keys = keys;
    }

    @Override
    public Optional<IdempotencyRecord> find(String task, String key) {
        ExecutionKey executionKey = keyOf(task, key);
        return this.store.find(executionKey.full()).map(found -> record(executionKey, found));
    }

    @Override
    public Optional<IdempotencyRecord> find(String fullKey) {
        return this.store.find(fullKey).map(found -> record(ExecutionKey.parse(fullKey), found));
    }

    @Override
    public boolean forget(String task, String key) {
        return this.store.forget(keyOf(task, key).full());
    }

    @Override
    public boolean forget(String fullKey) {
        return this.store.forget(fullKey);
    }

    /** A task that this node has not met yet is taken for one without scope and window. */
    private ExecutionKey keyOf(String task, String key) {
        return this.keys.keyOf(this.registry.find(task).orElseGet(() -> this.tasks.create(plain(task))), key);
    }

    private static TaskDefinition plain(String task) {
        return new TaskDefinition(task, TaskSettings.EMPTY, "", "", "", ReturnShape.VOID);
    }

    private static IdempotencyRecord record(ExecutionKey key, StoredRecord stored) {
        StoredFailure failure = stored.failure();
        return new IdempotencyRecord(
                key.task(),
                key.given(),
                key.full(),
                key.scope(),
                status(stored.status()),
                stored.owner().toString(),
                stored.fencingToken(),
                stored.attempt(),
                stored.firstSeenAt(),
                stored.startedAt(),
                stored.status() == RecordStatus.RUNNING ? stored.blockedUntil() : null,
                stored.endedAt(),
                stored.expiresAt(),
                failure == null ? null : failure.type() + (failure.message() == null ? "" : ": " + failure.message()));
    }

    private static Status status(RecordStatus status) {
        return switch (status) {
            case RUNNING -> Status.RUNNING;
            case DONE -> Status.DONE;
            case FAILED -> Status.FAILED;
            case RELEASED -> throw new IllegalStateException("A store does not find what was released");
        };
    }
}
