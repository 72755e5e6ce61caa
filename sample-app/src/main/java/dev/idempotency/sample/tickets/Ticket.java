package dev.idempotency.sample.tickets;

/**
 * Something that somebody wants to be seen to.
 *
 * @param level how far up it should have been escalated by now, from 1
 */
public record Ticket(long id, String title, int level) {}
