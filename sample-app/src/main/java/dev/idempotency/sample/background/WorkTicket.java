package dev.idempotency.sample.background;

/**
 * What a caller is told of the work it asked for.
 *
 * @param executionId the execution that does it, or has done it
 * @param duplicate whether somebody was told of that execution before
 */
public record WorkTicket(String executionId, boolean duplicate, WorkStatus status) {}
