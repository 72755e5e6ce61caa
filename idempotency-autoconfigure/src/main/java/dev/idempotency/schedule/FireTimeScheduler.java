package dev.idempotency.schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.Trigger;

/**
 * Lets the task of every schedule know its nominal fire time. For a trigger that is the instant which the trigger
 * computed. A fixed rate or delay has none that nodes could share, so its runs carry the start of the interval that
 * they fall into, counted from 1970-01-01: "once per interval".
 */
final class FireTimeScheduler implements TaskScheduler {

    private final TaskScheduler delegate;
    private final InstantSource clock;

    FireTimeScheduler(TaskScheduler delegate, InstantSource clock) {
        this.delegate = delegate;
        this.clock = clock;
    }

    @Override
    public Clock getClock() {
        return this.delegate.getClock();
    }

    @Override
    public @Nullable ScheduledFuture<?> schedule(Runnable task, Trigger trigger) {
        RememberingTrigger remembering = new RememberingTrigger(trigger);
        return this.delegate.schedule(new FireTimeRunnable(task, remembering::nextToRun), remembering);
    }

    /** A task that runs once has no schedule whose fire time the nodes could share. */
    @Override
    public ScheduledFuture<?> schedule(Runnable task, Instant startTime) {
        return this.delegate.schedule(task, startTime);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Instant startTime, Duration period) {
        return this.delegate.scheduleAtFixedRate(atFixedRate(task, startTime, period), startTime, period);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Duration period) {
        return this.delegate.scheduleAtFixedRate(atFixedRate(task, this.clock.instant(), period), period);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Instant startTime, Duration delay) {
        return this.delegate.scheduleWithFixedDelay(withFixedDelay(task, delay), startTime, delay);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Duration delay) {
        return this.delegate.scheduleWithFixedDelay(withFixedDelay(task, delay), delay);
    }

    /**
     * Counts the runs instead of asking the clock: a run that is a moment early must not fall into the interval of the
     * run before it.
     */
    private static Runnable atFixedRate(Runnable task, Instant start, Duration period) {
        AtomicLong runs = new AtomicLong();
        return new FireTimeRunnable(
                task, () -> startOfInterval(start.plus(period.multipliedBy(runs.getAndIncrement())), period));
    }

    private Runnable withFixedDelay(Runnable task, Duration delay) {
        return new FireTimeRunnable(task, () -> startOfInterval(this.clock.instant(), delay));
    }

    private static @Nullable Instant startOfInterval(Instant instant, Duration period) {
        long millis = period.toMillis();
        return millis <= 0 ? null : Instant.ofEpochMilli(Math.floorDiv(instant.toEpochMilli(), millis) * millis);
    }

    private static final class FireTimeRunnable extends DelegatingSchedulingAwareRunnable {

        private final Supplier<@Nullable Instant> nominal;

        FireTimeRunnable(Runnable task, Supplier<@Nullable Instant> nominal) {
            super(task);
            this.nominal = nominal;
        }

        @Override
        public void run() {
            NominalFireTime.during(delegate(), this.nominal.get());
        }
    }
}
