package dev.idempotency.sample.mail;

/**
 * What a caller is told of a message.
 *
 * @param sent whether this request sent it
 * @param duplicate whether an earlier one did
 */
public record Delivery(boolean sent, boolean duplicate) {}
