package dev.idempotency.metrics;

import io.micrometer.common.KeyValues;

/** {@code idempotency.claim}, by task, scope and outcome. */
public class DefaultClaimObservationConvention implements ClaimObservationConvention {

    @Override
    public String getName() {
        return "idempotency.claim";
    }

    @Override
    public String getContextualName(ClaimObservationContext context) {
        return "claim " + context.task();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(ClaimObservationContext context) {
        return KeyValues.of(
                IdempotencyObservation.ClaimKey.TASK.withValue(context.task()),
                IdempotencyObservation.ClaimKey.SCOPE.withValue(context.scope()),
                IdempotencyObservation.ClaimKey.OUTCOME.withValue(context.outcome()));
    }
}
