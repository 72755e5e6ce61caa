package dev.idempotency;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Looks records up, and forgets them. A bean of this type is always there; where {@code idempotency.enabled} is false,
 * there are no records to find.
 */
public interface IdempotencyRecords {

    /** The most records that one {@link #list list} shows. */
    int MAX_LIMIT = 1000;

    /**
     * The record of a key in its current window. A task that this node has not met is taken for one without scope and
     * window.
     *
     * @param task the task's name
     * @param key the key as given to the task
     * @throws IllegalArgumentException if no task can have this name
     * @throws IdempotencyStoreException if the store cannot be reached
     */
    Optional<IdempotencyRecord> find(String task, String key);

    /** As {@link #find(String, String)}, by the full key. */
    Optional<IdempotencyRecord> find(String fullKey);

    /**
     * The record of an execution by what {@link IdempotencyContext#executionId()} told it, as long as no later attempt
     * at its key has begun. For people: it looks through all records of the store.
     *
     * @param executionId finds nothing if it is none
     * @throws IdempotencyStoreException if the store cannot be reached
     */
    Optional<IdempotencyRecord> findByExecutionId(String executionId);

    /**
     * The records of a task, those of the latest executions first. For people: it looks through all records of the task,
     * and in Redis through all keys of the server.
     *
     * @param task the task's name
     * @param status only records in this state; {@code null} for all
     * @param offset how many to leave out, from 0
     * @param limit how many there are at most, from 1 to {@value #MAX_LIMIT}
     * @throws IllegalArgumentException if offset or limit are out of their range, or no task can have this name
     * @throws IdempotencyStoreException if the store cannot be reached
     */
    List<IdempotencyRecord> list(String task, @Nullable Status status, int offset, int limit);

    /**
     * What became of all calls of a period, on all nodes. Empty where {@code idempotency.statistics.enabled} is false.
     *
     * @throws IdempotencyStoreException if the store cannot be reached
     */
    IdempotencyStatistics statistics(StatisticsPeriod period);

    /**
     * As {@link #statistics(StatisticsPeriod)}, of one task.
     *
     * @param task the task's name
     */
    IdempotencyStatistics statistics(String task, StatisticsPeriod period);

    /**
     * Forgets a key in its current window, so that the next call runs again. An execution that is running goes on, but
     * can no longer complete.
     *
     * @return whether there was something to forget
     */
    boolean forget(String task, String key);

    /** As {@link #forget(String, String)}, by the full key. */
    boolean forget(String fullKey);
}
