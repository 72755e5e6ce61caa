package dev.idempotency;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What the store knows of one key. Times are the store's. Never carries the result or the payload.
 *
 * @param task the task's name
 * @param key the key as given; for a folded key, what is left of it
 * @param fullKey the key in the store
 * @param scope the scope part of the key, {@code global} by default
 * @param status the state
 * @param executionId the id of the latest attempt
 * @param fencingToken the token of the latest attempt
 * @param attempt the number of the latest attempt, from 1
 * @param firstSeenAt when the key was first claimed
 * @param startedAt when the latest attempt was claimed
 * @param leaseUntil until when the running attempt holds the key; {@code null} unless running
 * @param completedAt when the latest attempt ended; {@code null} while running
 * @param expiresAt when the record is forgotten
 * @param duplicates how many calls met this record: completed, running or failed. Counted per day of UTC, written every
 *     {@code idempotency.statistics.flush-interval}, and of the first 2000 keys of a node and day only; 0 without statistics
 * @param lastDuplicateAt when the last of them was written; {@code null} if there is none
 * @param error the remembered failure's type and message; {@code null} unless failed
 */
public record IdempotencyRecord(
        String task,
        String key,
        String fullKey,
        String scope,
        Status status,
        String executionId,
        long fencingToken,
        int attempt,
        Instant firstSeenAt,
        Instant startedAt,
        @Nullable Instant leaseUntil,
        @Nullable Instant completedAt,
        Instant expiresAt,
        long duplicates,
        @Nullable Instant lastDuplicateAt,
        @Nullable String error) {}
