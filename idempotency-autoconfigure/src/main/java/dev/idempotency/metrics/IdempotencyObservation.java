package dev.idempotency.metrics;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/** The observations of this library, which become spans where a tracer is. */
public enum IdempotencyObservation implements ObservationDocumentation {
    CLAIM("Asking the store for a key, with the wait for an execution in progress.") {

        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultClaimObservationConvention.class;
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return ClaimKey.values();
        }
    },

    EXECUTION("From the moment at which the method begins to run until its completion or failure is recorded.") {

        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultExecutionObservationConvention.class;
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return ExecutionKeyName.values();
        }

        @Override
        public KeyName[] getHighCardinalityKeyNames() {
            return ExecutionDetail.values();
        }
    };

    private final String description;

    IdempotencyObservation(String description) {
        this.description = description;
    }

    /** What it is about, for people. */
    public String description() {
        return this.description;
    }

    /** What tells claims apart. */
    public enum ClaimKey implements KeyName {

        /** The task's name. */
        TASK("task"),

        /** The task's scope. */
        SCOPE("scope"),

        /**
         * {@code granted}, {@code completed}, {@code in_progress}, {@code failed} (before, and remembered), {@code skipped},
         * {@code unprotected}, {@code refused} (another payload), {@code error}; {@code mixed} where several keys were
         * claimed at once.
         */
        OUTCOME("outcome");

        private final String keyName;

        ClaimKey(String keyName) {
            this.keyName = keyName;
        }

        @Override
        public String asString() {
            return this.keyName;
        }
    }

    /** What tells executions apart. */
    public enum ExecutionKeyName implements KeyName {

        /** The task's name. */
        TASK("task"),

        /** {@code success}, {@code failure} or {@code lease_lost}. */
        OUTCOME("outcome");

        private final String keyName;

        ExecutionKeyName(String keyName) {
            this.keyName = keyName;
        }

        @Override
        public String asString() {
            return this.keyName;
        }
    }

    /** What is known of a single execution. */
    public enum ExecutionDetail implements KeyName {

        /** The id of the execution, as in the records and the log. */
        EXECUTION_ID("idempotency.execution.id"),

        /** Which attempt at its key it is. */
        ATTEMPT("idempotency.attempt");

        private final String keyName;

        ExecutionDetail(String keyName) {
            this.keyName = keyName;
        }

        @Override
        public String asString() {
            return this.keyName;
        }
    }
}
