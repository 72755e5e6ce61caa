package dev.idempotency.metrics;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * How executions are named and tagged. A bean of this type takes the place of
 * {@link DefaultExecutionObservationConvention}.
 */
public interface ExecutionObservationConvention extends ObservationConvention<ExecutionObservationContext> {

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof ExecutionObservationContext;
    }
}
