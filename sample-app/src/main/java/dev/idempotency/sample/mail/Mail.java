package dev.idempotency.sample.mail;

/**
 * A message to somebody.
 *
 * @param recipient an e-mail address
 */
public record Mail(String recipient, String subject, String text) {}
