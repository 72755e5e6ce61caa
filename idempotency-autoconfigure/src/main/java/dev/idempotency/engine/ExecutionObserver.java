package dev.idempotency.engine;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.idempotency.ExecutionOutcome;
import dev.idempotency.IdempotencyContext;
import dev.idempotency.key.ExecutionKey;

/**
 * Sees claims and executions for as long as they last, as a trace does. Unlike an {@link EngineListener} it stands around
 * them, so it must not throw.
 */
public interface ExecutionObserver {

    /** Sees nothing, and costs nothing. */
    ExecutionObserver NONE = key -> ObservedClaim.NONE;

    /** A claim begins in this thread, whose surroundings are those of the execution too, wherever that runs. */
    ObservedClaim claiming(ExecutionKey key);

    /** A claim that lasts until it has ended. */
    interface ObservedClaim {

        /** Of nothing. */
        ObservedClaim NONE = new ObservedClaim() {

            @Override
            public ObservationScope open() {
                return ObservationScope.NONE;
            }

            @Override
            public void ended(List<Admission> admissions) {}

            @Override
            public void ended(Throwable failure) {}

            @Override
            public ObservedExecution started(IdempotencyContext execution) {
                return ObservedExecution.NONE;
            }
        };

        /** What this thread does from now on belongs to the claim. */
        ObservationScope open();

        /** The caller knows what to do: with each of several keys, where it has claimed several. */
        void ended(List<Admission> admissions);

        /** The caller is turned away, or nobody can tell what to do. */
        void ended(Throwable failure);

        /** The execution that the claim was for begins to run, maybe in another thread. */
        ObservedExecution started(IdempotencyContext execution);
    }

    /** An execution that lasts until it has ended. */
    interface ObservedExecution {

        /** Of nothing. */
        ObservedExecution NONE = new ObservedExecution() {

            @Override
            public ObservationScope open() {
                return ObservationScope.NONE;
            }

            @Override
            public void ended(ExecutionOutcome outcome, @Nullable Throwable failure) {}
        };

        /** What this thread does from now on belongs to the execution. */
        ObservationScope open();

        /** The execution has ended, in whatever thread. */
        void ended(ExecutionOutcome outcome, @Nullable Throwable failure);
    }

    /** A stretch of what a thread does. */
    @FunctionalInterface
    interface ObservationScope {

        /** Of nothing. */
        ObservationScope NONE = () -> {};

        /** It is over; called in the thread that opened it. */
        void close();
    }
}
