package dev.idempotency.schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.support.CronTrigger;

/**
 * Lets the task of every schedule know its nominal fire time, and watches what it does. For a trigger the nominal fire
 * time is the instant which the trigger computed. A fixed rate or delay has none that nodes could share, so its runs
 * carry the start of the interval that they fall into, counted from 1970-01-01: "once per interval".
 */
final class FireTimeScheduler implements TaskScheduler {

    private final TaskScheduler delegate;
    private final ApplicationSchedules schedules;
    private final InstantSource clock;
    private final boolean running;

    FireTimeScheduler(TaskScheduler delegate, ApplicationSchedules schedules, boolean running) {
        this.delegate = delegate;
        this.schedules = schedules;
        this.clock = schedules.clock();
        this.running = running;
    }

    @Override
    public Clock getClock() {
        return this.delegate.getClock();
    }

    @Override
    public @Nullable ScheduledFuture<?> schedule(Runnable task, Trigger trigger) {
        return schedule(task, trigger, this.schedules.add(task, trigger));
    }

    @Nullable
    ScheduledFuture<?> schedule(Runnable task, Trigger trigger, ObservedSchedule observed) {
        RememberingTrigger remembering = new RememberingTrigger(minding(trigger, observed), observed);
        FireTimeRunnable runnable = new FireTimeRunnable(task, remembering, observed, this.clock);
        return this.running ? this.delegate.schedule(runnable, remembering) : new NeverScheduled();
    }

    /** What is not protected fires as Spring has it. */
    private Trigger minding(Trigger trigger, ObservedSchedule observed) {
        if (!(trigger instanceof CronTrigger)
                || !(observed.definition().timing() instanceof ScheduleTiming.Cron cron)) {
            return trigger;
        }
        Schedule.Protection protection = observed.protection();
        ZoneId zone = observed.definition().zone();
        return protection == null
                ? trigger
                : new ClockChangeTrigger(cron, zone == null ? ZoneId.systemDefault() : zone, protection.clockChanges());
    }

    /** A task that runs once has no schedule whose fire time the nodes could share. */
    @Override
    public ScheduledFuture<?> schedule(Runnable task, Instant startTime) {
        return this.running ? this.delegate.schedule(task, startTime) : new NeverScheduled();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Instant startTime, Duration period) {
        FireTimeRunnable runnable = atFixedRate(task, startTime, period);
        return this.running ? this.delegate.scheduleAtFixedRate(runnable, startTime, period) : new NeverScheduled();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Duration period) {
        FireTimeRunnable runnable = atFixedRate(task, this.clock.instant(), period);
        return this.running ? this.delegate.scheduleAtFixedRate(runnable, period) : new NeverScheduled();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Instant startTime, Duration delay) {
        FireTimeRunnable runnable = withFixedDelay(task, startTime, delay);
        return this.running ? this.delegate.scheduleWithFixedDelay(runnable, startTime, delay) : new NeverScheduled();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Duration delay) {
        FireTimeRunnable runnable = withFixedDelay(task, this.clock.instant(), delay);
        return this.running ? this.delegate.scheduleWithFixedDelay(runnable, delay) : new NeverScheduled();
    }

    /**
     * Counts the runs instead of asking the clock: a run that is a moment early must not fall into the interval of the
     * run before it.
     */
    private FireTimeRunnable atFixedRate(Runnable task, Instant start, Duration period) {
        ObservedSchedule observed =
                isLong(period) ? this.schedules.add(task, new ScheduleTiming.FixedRate(period, delayTo(start))) : null;
        AtomicLong runs = new AtomicLong();
        Fires fires = new Fires() {

            @Override
            public @Nullable Instant nextToRun() {
                return startOfInterval(start.plus(period.multipliedBy(runs.getAndIncrement())), period);
            }

            @Override
            public void began(FireInProgress fire, Instant at) {
                fire.nextIsDue(at.plus(period));
            }
        };
        return new FireTimeRunnable(task, fires, observed, this.clock);
    }

    private FireTimeRunnable withFixedDelay(Runnable task, Instant start, Duration delay) {
        ObservedSchedule observed =
                isLong(delay) ? this.schedules.add(task, new ScheduleTiming.FixedDelay(delay, delayTo(start))) : null;
        Fires fires = new Fires() {

            @Override
            public @Nullable Instant nextToRun() {
                return startOfInterval(FireTimeScheduler.this.clock.instant(), delay);
            }

            @Override
            public void returned(FireInProgress fire, Instant at) {
                fire.nextIsDue(at.plus(delay));
            }
        };
        return new FireTimeRunnable(task, fires, observed, this.clock);
    }

    private Duration delayTo(Instant start) {
        Duration delay = Duration.between(this.clock.instant(), start);
        return delay.isNegative() ? Duration.ZERO : delay;
    }

    private static boolean isLong(Duration period) {
        return period.toMillis() > 0;
    }

    private static @Nullable Instant startOfInterval(Instant instant, Duration period) {
        long millis = period.toMillis();
        return millis <= 0 ? null : Instant.ofEpochMilli(Math.floorDiv(instant.toEpochMilli(), millis) * millis);
    }

    /** The fires of one schedule, and when the fire after each is due, as soon as that can be told. */
    interface Fires {

        /** The nominal fire time of the run that begins now. */
        @Nullable
        Instant nextToRun();

        /** That run has begun. */
        default void began(FireInProgress fire, Instant at) {}

        /** The call of that run has returned. */
        default void returned(FireInProgress fire, Instant at) {}
    }

    private static final class FireTimeRunnable extends DelegatingSchedulingAwareRunnable {

        private final Fires fires;
        private final @Nullable ObservedSchedule observed;
        private final InstantSource clock;

        FireTimeRunnable(Runnable task, Fires fires, @Nullable ObservedSchedule observed, InstantSource clock) {
            super(task);
            this.fires = fires;
            this.observed = observed;
            this.clock = clock;
        }

        @Override
        public void run() {
            Instant fire = this.fires.nextToRun();
            if (this.observed == null) {
                NominalFireTime.during(delegate(), fire);
            } else {
                observe(this.observed, fire);
            }
        }

        private void observe(ObservedSchedule schedule, @Nullable Instant nominal) {
            Instant began = this.clock.instant();
            long start = System.nanoTime();
            FireInProgress fire = new FireInProgress(schedule, this.clock);
            schedule.fired(began);
            // A scheduler may be early by a fraction of a millisecond.
            this.fires.began(fire, nominal != null && nominal.isAfter(began) ? nominal : began);
            try {
                fire.during(() -> NominalFireTime.during(delegate(), nominal));
            } finally {
                schedule.returned(Duration.ofNanos(System.nanoTime() - start));
                Instant returned = this.clock.instant();
                fire.ended(returned);
                this.fires.returned(fire, returned);
            }
        }
    }
}
