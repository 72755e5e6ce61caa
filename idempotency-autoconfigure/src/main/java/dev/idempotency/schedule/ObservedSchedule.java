package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/** A schedule of this application and what it did so far. */
final class ObservedSchedule {

    private final ScheduleDefinition definition;
    private final Schedule.@Nullable Protection protection;
    private final ScheduleListener listener;
    private final RunTimeSamples samples = new RunTimeSamples();
    private @Nullable Instant lastFire;
    private long fires;
    private long missed;
    private long overruns;

    ObservedSchedule(
            ScheduleDefinition definition, Schedule.@Nullable Protection protection, ScheduleListener listener) {
        this.definition = definition;
        this.protection = protection;
        this.listener = listener;
    }

    ScheduleDefinition definition() {
        return this.definition;
    }

    Schedule.@Nullable Protection protection() {
        return this.protection;
    }

    synchronized void fired(Instant at) {
        this.lastFire = at;
        this.fires++;
    }

    void missed(long times) {
        synchronized (this) {
            this.missed += times;
        }
        this.listener.onMissed(this.definition.task(), times);
    }

    void overran() {
        synchronized (this) {
            this.overruns++;
        }
        this.listener.onOverrun(this.definition.task());
    }

    /** The scheduled call has returned. Of a protected task that says little: another node may have done the work. */
    void returned(Duration took) {
        if (this.protection == null) {
            this.samples.add(took);
        }
    }

    /** The protected task was executed. */
    void executed(Duration ran) {
        this.samples.add(ran);
    }

    Schedule schedule() {
        Schedule.RunTimes observed = this.samples.runTimes();
        Schedule known = Schedule.of(this.definition).protection(this.protection);
        return observed == null ? known : known.lasting(observed.mean(), observed.p95());
    }

    synchronized ScheduleActivity activity() {
        return new ScheduleActivity(this.definition.name(), this.lastFire, this.fires, this.missed, this.overruns);
    }
}
