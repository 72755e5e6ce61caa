package dev.idempotency.engine;

import org.jspecify.annotations.Nullable;

import dev.idempotency.key.ExecutionKey;

/**
 * A call of a task with a key.
 *
 * @param policy what holds for the task
 * @param key the key
 * @param payloadDigest identifies the payload; {@code null} if payloads are not compared
 * @param slot the full key that is held besides, by one execution of the task at a time; {@code null} unless the task is
 *     exclusive
 */
public record Call(
        TaskPolicy policy,
        ExecutionKey key,
        @Nullable String payloadDigest,
        @Nullable String slot) {}
