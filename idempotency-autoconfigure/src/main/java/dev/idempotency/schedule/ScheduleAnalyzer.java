package dev.idempotency.schedule;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds what is wrong with a set of schedules before it happens. Patterns are simulated: the fires of all of them are
 * merged in the order of time, over 14 days unless set otherwise, and every clock change of the next two years is looked
 * at. Durations are those that were observed.
 *
 * <p>A fixed rate or delay counts from the start of an application, so nobody knows when it fires; it is work that is
 * always there, as is a pattern that fires more than once a minute. Neither takes part in collisions and overlaps. Of a
 * trigger of the application's own making nothing is known beforehand, so it is no work at all here.
 */
public final class ScheduleAnalyzer {

    private final AnalysisSettings settings;

    /** Makes an analyser. */
    public ScheduleAnalyzer(AnalysisSettings settings) {
        this.settings = settings;
    }

    /**
     * Analyses schedules.
     *
     * @param from when what is looked at begins: now, as a rule
     * @throws IllegalArgumentException if two of them have the same name
     */
    public ScheduleReport analyze(Collection<Schedule> schedules, Instant from) {
        Set<String> names = new HashSet<>();
        for (Schedule schedule : schedules) {
            if (!names.add(schedule.name())) {
                throw new IllegalArgumentException("Two schedules are named '" + schedule.name() + "'");
            }
        }
        Instant second = Instant.ofEpochSecond(from.getEpochSecond());
        return new AnalysisRun(new Analysis(this.settings, List.copyOf(schedules), second)).report();
    }
}
