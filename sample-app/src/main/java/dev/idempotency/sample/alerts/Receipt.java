package dev.idempotency.sample.alerts;

import java.util.UUID;

/**
 * The result of sending an alert.
 *
 * @param sentFor the request that it was sent for; of a replayed result, the first one
 */
public record Receipt(UUID sentFor) {}
