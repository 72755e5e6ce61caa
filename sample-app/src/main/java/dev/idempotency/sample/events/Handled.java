package dev.idempotency.sample.events;

/**
 * What came of an event.
 *
 * @param eventId the event that was handled; of a repeated request with another id, the first one
 * @param executionId the execution that handled it
 */
public record Handled(String eventId, String eventType, String executionId) {}
