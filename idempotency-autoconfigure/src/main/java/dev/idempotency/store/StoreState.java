package dev.idempotency.store;

/**
 * What a store is made of, and whether all of it works.
 *
 * @param type its name, such as {@code tiered}
 * @param authority the name of the store that decides; the same as the type unless there is something in front of it
 * @param degraded whether what is in front of the authority is given up for the moment, so that all calls go to the
 *     authority
 */
public record StoreState(String type, String authority, boolean degraded) {}
