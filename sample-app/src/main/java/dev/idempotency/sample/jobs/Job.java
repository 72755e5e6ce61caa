package dev.idempotency.sample.jobs;

/**
 * A piece of work in a building.
 *
 * @param id its number
 * @param title what is to be done
 */
public record Job(long id, String title) {}
