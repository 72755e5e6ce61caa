package dev.idempotency.schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

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
    ScheduledFuture<?> schedule(Runnable task, Trigger trigger, @Nullable ObservedSchedule observed) {
        RememberingTrigger remembering = new RememberingTrigger(minding(trigger, observed), observed);
        FireTimeRunnable runnable =
                new FireTimeRunnable(task, remembering::nextToRun, remembering::fireAfter, observed, this.clock);
        return this.running ? this.delegate.schedule(runnable, remembering) : new NeverScheduled();
    }

    /** What is not protected fires as Spring has it. */
    private Trigger minding(Trigger trigger, @Nullable ObservedSchedule observed) {
        if (observed == null
                || !(trigger instanceof CronTrigger)
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
        return new FireTimeRunnable(
                task,
                () -> startOfInterval(start.plus(period.multipliedBy(runs.getAndIncrement())), period),
                began -> began.plus(period),
                observed,
                this.clock);
    }

    private FireTimeRunnable withFixedDelay(Runnable task, Instant start, Duration delay) {
        ObservedSchedule observed =
                isLong(delay) ? this.schedules.add(task, new ScheduleTiming.FixedDelay(delay, delayTo(start))) : null;
        return new FireTimeRunnable(
                task, () -> startOfInterval(this.clock.instant(), delay), began -> null, observed, this.clock);
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

    /** When the fire after this one is due. */
    @FunctionalInterface
    private interface NextFire {

        @Nullable
        Instant after(Instant fire);
    }

    private static final class FireTimeRunnable extends DelegatingSchedulingAwareRunnable {

        private final Supplier<@Nullable Instant> nominal;
        private final NextFire next;
        private final @Nullable ObservedSchedule observed;
        private final InstantSource clock;

        FireTimeRunnable(
                Runnable task,
                Supplier<@Nullable Instant> nominal,
                NextFire next,
                @Nullable ObservedSchedule observed,
                InstantSource clock) {
            super(task);
            this.nominal = nominal;
            this.next = next;
            this.observed = observed;
            this.clock = clock;
        }

        @Override
        public void run() {
            Instant fire = this.nominal.get();
            if (this.observed == null) {
                NominalFireTime.during(delegate(), fire);
            } else {
                observe(this.observed, fire);
            }
        }

        private void observe(ObservedSchedule schedule, @Nullable Instant fire) {
            Instant began = this.clock.instant();
            long start = System.nanoTime();
            schedule.fired(began);
            try {
                NominalFireTime.during(delegate(), fire);
            } finally {
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                schedule.returned(took);
                // A scheduler may be early by a fraction of a millisecond.
                Instant due = this.next.after(fire != null && fire.isAfter(began) ? fire : began);
                if (due != null && !began.plus(took).isBefore(due)) {
                    schedule.overran();
                }
            }
        }
    }
}
