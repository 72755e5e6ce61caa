package dev.idempotency.store;

import java.time.Duration;
import java.util.UUID;

/**
 * The right to run for a key, until the lease passes.
 *
 * @param key the full key
 * @param owner the owner of the request that was granted
 * @param fencingToken grows with every grant of this key
 * @param attempt which attempt at this key this is, from 1; 0 for a first one that is {@link #notCounted() not counted}
 * @param lease how long the key is held without renewal
 */
public record Claim(String key, UUID owner, long fencingToken, int attempt, Duration lease) {

    /** This claim with a lease that has passed: a {@link IdempotencyStore#renew renewal} lets others take the key over. */
    public Claim withoutLease() {
        return new Claim(this.key, this.owner, this.fencingToken, this.attempt, Duration.ZERO);
    }

    /** This claim as one that was no attempt: nothing ran, so a {@link IdempotencyStore#release release} counts none. */
    public Claim notCounted() {
        return new Claim(this.key, this.owner, this.fencingToken, this.attempt - 1, this.lease);
    }
}
