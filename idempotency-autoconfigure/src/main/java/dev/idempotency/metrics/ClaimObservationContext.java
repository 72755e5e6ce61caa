package dev.idempotency.metrics;

import io.micrometer.observation.Observation;

import dev.idempotency.key.ExecutionKey;

/** What is known of a claim that is observed. */
public final class ClaimObservationContext extends Observation.Context {

    private final ExecutionKey key;
    private volatile String outcome = "error";

    ClaimObservationContext(ExecutionKey key) {
        this.key = key;
    }

    /** The task's name. */
    public String task() {
        return this.key.task();
    }

    /** The task's scope. */
    public String scope() {
        return this.key.scope();
    }

    /** The key as the caller gave it; may be personal. The first one, where several are claimed at once. */
    public String key() {
        return this.key.given();
    }

    /** How the claim ended, as {@link IdempotencyObservation.ClaimKey#OUTCOME} says; {@code error} until then. */
    public String outcome() {
        return this.outcome;
    }

    void ended(String outcome) {
        this.outcome = outcome;
    }
}
