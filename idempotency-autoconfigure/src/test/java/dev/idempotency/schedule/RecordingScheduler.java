package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.Trigger;

import static org.assertj.core.api.Assertions.assertThat;

/** Keeps what it was given last, and runs it when a test says so. */
final class RecordingScheduler implements TaskScheduler {

    private @Nullable Runnable task;
    private @Nullable Trigger trigger;

    Runnable task() {
        assertThat(this.task).isNotNull();
        return this.task;
    }

    void run() {
        task().run();
    }

    Trigger trigger() {
        assertThat(this.trigger).isNotNull();
        return this.trigger;
    }

    @Override
    public @Nullable ScheduledFuture<?> schedule(Runnable task, Trigger trigger) {
        this.task = task;
        this.trigger = trigger;
        return null;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, Instant startTime) {
        return record(task);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Instant startTime, Duration period) {
        return record(task);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Duration period) {
        return record(task);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Instant startTime, Duration delay) {
        return record(task);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Duration delay) {
        return record(task);
    }

    @SuppressWarnings("NullAway")
    private ScheduledFuture<?> record(Runnable task) {
        this.task = task;
        return null;
    }
}
