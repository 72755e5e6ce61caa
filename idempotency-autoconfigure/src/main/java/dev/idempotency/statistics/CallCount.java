package dev.idempotency.statistics;

import java.util.Comparator;

import dev.idempotency.CallOutcome;

/**
 * Calls that ended in the same way.
 *
 * @param task the task's name
 * @param scope the name of its scope
 * @param outcome how they ended
 * @param calls how many
 */
public record CallCount(String task, String scope, CallOutcome outcome, long calls) {

    /** By what they are a count of. */
    static final Comparator<CallCount> ORDER = Comparator.comparing(CallCount::task)
            .thenComparing(CallCount::scope)
            .thenComparing(CallCount::outcome);

    /** As many calls more. */
    CallCount plus(CallCount other) {
        return new CallCount(this.task, this.scope, this.outcome, this.calls + other.calls);
    }
}
