package dev.idempotency;

import java.time.Duration;

/**
 * Is told of every call and every execution of this node. Each bean of this type is. Duplicates, exhausted attempts, lost
 * leases and a degraded store are also told as application events, see {@link IdempotencyEvent}.
 *
 * <p>A listener is called in the thread where it happens, so it must be quick. Whatever it throws is logged and never
 * reaches a caller.
 */
public interface IdempotencyListener {

    /** A call has ended for its caller, be it that the task ran or that it was answered otherwise. */
    default void onCall(String task, String scope, CallOutcome outcome) {}

    /** An execution begins to run. */
    default void onStarted(IdempotencyContext execution) {}

    /**
     * An execution has ended, as the store sees it: after the commit, where it ran in a transaction.
     *
     * @param execution the same object as when it began
     * @param ran how long it took
     */
    default void onEnded(IdempotencyContext execution, Duration ran, ExecutionOutcome outcome) {}
}
