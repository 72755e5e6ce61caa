package dev.idempotency.schedule;

import java.util.List;

/**
 * Better times for a set of schedules, and what they would change.
 *
 * @param before what was found as it is
 * @param after what was found in a simulation with all recommendations followed; never with a higher peak or a lower
 *     score
 * @param recommendations the most urgent first; empty if nothing can be made better by moving it
 */
public record SchedulePlan(ScheduleReport before, ScheduleReport after, List<Recommendation> recommendations) {

    /** Keeps a copy. */
    public SchedulePlan {
        recommendations = List.copyOf(recommendations);
    }
}
