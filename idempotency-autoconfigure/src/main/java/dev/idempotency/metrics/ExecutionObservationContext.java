package dev.idempotency.metrics;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

import dev.idempotency.ExecutionOutcome;
import dev.idempotency.IdempotencyContext;

/** What is known of an execution that is observed. */
public final class ExecutionObservationContext extends Observation.Context {

    private final IdempotencyContext execution;
    private volatile @Nullable ExecutionOutcome outcome;

    ExecutionObservationContext(IdempotencyContext execution) {
        this.execution = execution;
    }

    /** The execution. Its key may be personal. */
    public IdempotencyContext execution() {
        return this.execution;
    }

    /** How it ended; {@code null} until it has. */
    public @Nullable ExecutionOutcome outcome() {
        return this.outcome;
    }

    void ended(ExecutionOutcome outcome) {
        this.outcome = outcome;
    }
}
