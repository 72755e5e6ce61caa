package dev.idempotency.sample.background;

/**
 * A call of an idempotent task whose method is {@code @Async}.
 *
 * @param task the task's name
 * @param key the key, as the task is given it
 */
public record Work(String task, String key) {}
