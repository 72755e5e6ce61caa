package dev.idempotency.metrics;

import io.micrometer.common.KeyValues;

import dev.idempotency.ExecutionOutcome;

/** {@code idempotency.execution}, by task and outcome, with the execution's id and attempt. */
public class DefaultExecutionObservationConvention implements ExecutionObservationConvention {

    /** Every observation of a name has the same keys, from its beginning on. */
    private static final String RUNNING = "none";

    @Override
    public String getName() {
        return "idempotency.execution";
    }

    @Override
    public String getContextualName(ExecutionObservationContext context) {
        return "execute " + context.execution().task();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(ExecutionObservationContext context) {
        ExecutionOutcome outcome = context.outcome();
        return KeyValues.of(
                IdempotencyObservation.ExecutionKeyName.TASK.withValue(
                        context.execution().task()),
                IdempotencyObservation.ExecutionKeyName.OUTCOME.withValue(outcome == null ? RUNNING : outcome.tag()));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(ExecutionObservationContext context) {
        return KeyValues.of(
                IdempotencyObservation.ExecutionDetail.EXECUTION_ID.withValue(
                        context.execution().executionId()),
                IdempotencyObservation.ExecutionDetail.ATTEMPT.withValue(
                        Integer.toString(context.execution().attempt())));
    }
}
