package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A schedule of this application and what it did so far. */
final class ObservedSchedule {

    private static final Logger logger = LoggerFactory.getLogger(ObservedSchedule.class);

    private final ScheduleDefinition definition;
    private final Schedule.@Nullable Protection protection;
    private final ScheduleListener listener;
    private final RunTimeSamples samples = new RunTimeSamples();
    private @Nullable Instant announced;
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
        tell(() -> this.listener.onMissed(this.definition.task(), times));
    }

    void overran() {
        synchronized (this) {
            this.overruns++;
        }
        tell(() -> this.listener.onOverrun(this.definition.task()));
    }

    /** The scheduler that asks for the next fire would never ask again. */
    private void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException ex) {
            logger.warn("A listener failed; {} goes on: {}", this.definition.name(), this.listener, ex);
        }
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

    /** Its trigger said when it fires next; {@code null} if it does not. */
    synchronized void announced(@Nullable Instant next) {
        this.announced = next;
    }

    Schedule schedule() {
        Schedule.RunTimes observed = this.samples.runTimes();
        Schedule known = Schedule.of(current()).protection(this.protection);
        return observed == null ? known : known.lasting(observed.mean(), observed.p95());
    }

    private synchronized ScheduleDefinition current() {
        return this.definition.timing() instanceof ScheduleTiming.Custom custom
                ? this.definition.timing(new ScheduleTiming.Custom(custom.trigger(), this.announced))
                : this.definition;
    }

    synchronized ScheduleActivity activity() {
        return new ScheduleActivity(this.definition.name(), this.lastFire, this.fires, this.missed, this.overruns);
    }
}
