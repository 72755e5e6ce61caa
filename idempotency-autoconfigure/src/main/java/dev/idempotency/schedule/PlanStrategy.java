package dev.idempotency.schedule;

/** What a planner prefers among the times at which a schedule is in nobody's way. */
public enum PlanStrategy {

    /** The one that is nearest to where the schedule is now. */
    BALANCED,

    /** The one with the least load. */
    SPREAD,

    /** The earliest of a day, so that the rest of it is left alone. Moves also what is in nobody's way. */
    CONSOLIDATE
}
