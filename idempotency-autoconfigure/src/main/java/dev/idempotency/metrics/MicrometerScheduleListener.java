package dev.idempotency.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import dev.idempotency.schedule.ScheduleListener;

/** Counts the fires that were passed over, and the runs that went on for too long. */
public final class MicrometerScheduleListener implements ScheduleListener {

    private static final int MOST_TASKS = 1000;

    private final BoundedTag tasks = new BoundedTag("task", MOST_TASKS);
    private final MeterRegistry registry;

    /** Makes a listener that counts in {@code registry}. */
    public MicrometerScheduleListener(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void onMissed(String task, long times) {
        counter(IdempotencyMeter.SCHEDULES_MISSED, task).increment((double) times);
    }

    @Override
    public void onOverrun(String task) {
        counter(IdempotencyMeter.SCHEDULES_OVERRUNS, task).increment();
    }

    private Counter counter(IdempotencyMeter meter, String task) {
        return Counter.builder(meter.getName())
                .description(meter.description())
                .tag("task", this.tasks.of(task))
                .register(this.registry);
    }
}
