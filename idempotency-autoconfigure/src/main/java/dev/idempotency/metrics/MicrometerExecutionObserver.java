package dev.idempotency.metrics;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.idempotency.ExecutionInProgressException;
import dev.idempotency.ExecutionOutcome;
import dev.idempotency.IdempotencyContext;
import dev.idempotency.PayloadMismatchException;
import dev.idempotency.PreviouslyFailedException;
import dev.idempotency.engine.Admission;
import dev.idempotency.engine.ExecutionObserver;
import dev.idempotency.key.ExecutionKey;

/**
 * Claims and executions as observations. Both have the caller's observation as their parent, whatever threads they are
 * in; where the caller has none, the claim is the parent of the execution.
 */
public final class MicrometerExecutionObserver implements ExecutionObserver {

    private static final Logger logger = LoggerFactory.getLogger(MicrometerExecutionObserver.class);

    private static final ClaimObservationConvention CLAIM = new DefaultClaimObservationConvention();
    private static final ExecutionObservationConvention EXECUTION = new DefaultExecutionObservationConvention();

    private final ObservationRegistry registry;
    private final @Nullable ClaimObservationConvention claims;
    private final @Nullable ExecutionObservationConvention executions;

    /**
     * Makes an observer.
     *
     * @param claims the application's own; {@code null} for the default
     * @param executions likewise
     */
    public MicrometerExecutionObserver(
            ObservationRegistry registry,
            @Nullable ClaimObservationConvention claims,
            @Nullable ExecutionObservationConvention executions) {
        this.registry = registry;
        this.claims = claims;
        this.executions = executions;
    }

    @Override
    public ObservedClaim claiming(ExecutionKey key) {
        if (this.registry.isNoop()) {
            return ObservedClaim.NONE;
        }
        Observation caller = this.registry.getCurrentObservation();
        ClaimObservationContext context = new ClaimObservationContext(key);
        Observation claim =
                started(() -> Observation.createNotStarted(this.claims, CLAIM, () -> context, this.registry), caller);
        return new Claim(claim, context, caller == null ? claim : caller);
    }

    /** Conventions and handlers are the application's; what they throw must not fail the call. */
    private static Observation started(Supplier<Observation> made, @Nullable Observation parent) {
        try {
            return made.get().parentObservation(parent).start();
        } catch (RuntimeException ex) {
            logger.warn("An observation could not be started; the call goes on", ex);
            return Observation.NOOP;
        }
    }

    private static void stop(Observation observation) {
        try {
            observation.stop();
        } catch (RuntimeException ex) {
            logger.warn("An observation could not be stopped; the call goes on", ex);
        }
    }

    private static ObservationScope open(Observation observation) {
        try {
            return observation.openScope()::close;
        } catch (RuntimeException ex) {
            logger.warn("The scope of an observation could not be opened; the call goes on", ex);
            return ObservationScope.NONE;
        }
    }

    private final class Claim implements ObservedClaim {

        private final Observation claim;
        private final ClaimObservationContext context;
        private final Observation parent;

        Claim(Observation claim, ClaimObservationContext context, Observation parent) {
            this.claim = claim;
            this.context = context;
            this.parent = parent;
        }

        @Override
        public ObservationScope open() {
            return MicrometerExecutionObserver.open(this.claim);
        }

        @Override
        public void ended(List<Admission> admissions) {
            Set<String> outcomes = admissions.stream().map(Claim::outcome).collect(Collectors.toSet());
            this.context.ended(outcomes.size() == 1 ? outcomes.iterator().next() : "mixed");
            stop(this.claim);
        }

        @Override
        public void ended(Throwable failure) {
            String outcome = outcome(failure);
            this.context.ended(outcome);
            if (outcome.equals("error")) {
                this.claim.error(failure);
            }
            stop(this.claim);
        }

        @Override
        public ObservedExecution started(IdempotencyContext execution) {
            ExecutionObservationContext executed = new ExecutionObservationContext(execution);
            return new Run(
                    MicrometerExecutionObserver.started(
                            () -> Observation.createNotStarted(
                                    executions(), EXECUTION, () -> executed, MicrometerExecutionObserver.this.registry),
                            this.parent),
                    executed);
        }

        private @Nullable ExecutionObservationConvention executions() {
            return MicrometerExecutionObserver.this.executions;
        }

        private static String outcome(Admission admission) {
            if (admission instanceof Admission.Run) {
                return "granted";
            }
            if (admission instanceof Admission.Completed) {
                return "completed";
            }
            if (admission instanceof Admission.Busy) {
                return "in_progress";
            }
            if (admission instanceof Admission.Unprotected) {
                return "unprotected";
            }
            return admission instanceof Admission.Refused refused ? outcome(refused.reason()) : "skipped";
        }

        /** A duplicate is no error. */
        private static String outcome(Throwable failure) {
            if (failure instanceof ExecutionInProgressException) {
                return "in_progress";
            }
            if (failure instanceof PreviouslyFailedException) {
                return "failed";
            }
            return failure instanceof PayloadMismatchException ? "refused" : "error";
        }
    }

    private record Run(Observation execution, ExecutionObservationContext context) implements ObservedExecution {

        @Override
        public ObservationScope open() {
            return MicrometerExecutionObserver.open(this.execution);
        }

        @Override
        public void ended(ExecutionOutcome outcome, @Nullable Throwable failure) {
            this.context.ended(outcome);
            if (failure != null) {
                this.execution.error(failure);
            }
            stop(this.execution);
        }
    }
}
