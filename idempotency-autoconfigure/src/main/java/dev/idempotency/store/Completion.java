package dev.idempotency.store;

import java.time.Duration;

/**
 * The end of an execution that returned.
 *
 * @param claim what it held
 * @param result what is kept of its result
 * @param ttl how long from now the record suppresses duplicates; zero frees the key at once
 */
public record Completion(Claim claim, StoredResult result, Duration ttl) {}
