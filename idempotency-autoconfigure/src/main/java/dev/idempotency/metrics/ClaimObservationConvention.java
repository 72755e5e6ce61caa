package dev.idempotency.metrics;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** How claims are named and tagged. A bean of this type takes the place of {@link DefaultClaimObservationConvention}. */
public interface ClaimObservationConvention extends ObservationConvention<ClaimObservationContext> {

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof ClaimObservationContext;
    }
}
