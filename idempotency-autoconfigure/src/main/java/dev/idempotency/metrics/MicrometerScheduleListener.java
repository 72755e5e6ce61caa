package dev.idempotency.metrics;

import io.micrometer.core.instrument.MeterRegistry;

import dev.idempotency.schedule.ScheduleListener;

/** Counts the fires that were passed over, and the runs that went on for too long. */
public final class MicrometerScheduleListener implements ScheduleListener {

    private final MeterRegistry registry;

    /** Makes a listener that counts in {@code registry}. */
    public MicrometerScheduleListener(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void onMissed(String task, long times) {
        this.registry
                .counter(IdempotencyMeter.SCHEDULES_MISSED.meterName(), "task", task)
                .increment((double) times);
    }

    @Override
    public void onOverrun(String task) {
        this.registry
                .counter(IdempotencyMeter.SCHEDULES_OVERRUNS.meterName(), "task", task)
                .increment();
    }
}
