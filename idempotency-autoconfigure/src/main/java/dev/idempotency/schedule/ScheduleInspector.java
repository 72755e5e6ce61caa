package dev.idempotency.schedule;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** Analyses the schedules that an application has now. */
public final class ScheduleInspector {

    private final Supplier<List<Schedule>> schedules;
    private final Supplier<AnalysisSettings> settings;
    private final InstantSource clock;

    /**
     * Makes an inspector.
     *
     * @param schedules asked at every inspection
     * @param settings asked at every inspection
     */
    public ScheduleInspector(
            Supplier<List<Schedule>> schedules, Supplier<AnalysisSettings> settings, InstantSource clock) {
        this.schedules = schedules;
        this.settings = settings;
        this.clock = clock;
    }

    /** Analyses them. */
    public ScheduleReport inspect() {
        return analyze(schedules());
    }

    /** Analyses others, as if this application had them. */
    public ScheduleReport analyze(List<Schedule> others) {
        return new ScheduleAnalyzer(settings()).analyze(others, this.clock.instant());
    }

    /** What the application has. */
    public List<Schedule> schedules() {
        return this.schedules.get();
    }

    /** What is taken for granted. */
    public AnalysisSettings settings() {
        return this.settings.get();
    }
}
