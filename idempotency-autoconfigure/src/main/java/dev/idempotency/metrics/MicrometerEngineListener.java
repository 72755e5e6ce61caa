package dev.idempotency.metrics;

import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;

import dev.idempotency.Status;
import dev.idempotency.engine.CallOutcome;
import dev.idempotency.engine.EngineListener;
import dev.idempotency.engine.ExecutionOutcome;
import dev.idempotency.key.ExecutionKey;

/** Counts calls, duplicates, executions and lost leases. */
public final class MicrometerEngineListener implements EngineListener {

    private final MeterRegistry registry;

    /** Makes a listener that counts in {@code registry}. */
    public MicrometerEngineListener(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void onCall(String task, String scope, CallOutcome outcome) {
        this.registry
                .counter(IdempotencyMeter.CALLS.meterName(), "task", task, "scope", scope, "outcome", outcome.tag())
                .increment();
    }

    @Override
    public void onDuplicate(ExecutionKey key, String executionId, Status status) {
        String phase = switch (status) {
            case DONE -> "completed";
            case RUNNING -> "in_progress";
            case FAILED -> "failed";
        };
        this.registry
                .counter(IdempotencyMeter.DUPLICATES.meterName(), "task", key.task(), "phase", phase)
                .increment();
    }

    @Override
    public void onExecution(ExecutionKey key, Duration ran, ExecutionOutcome outcome) {
        this.registry
                .timer(IdempotencyMeter.EXECUTIONS.meterName(), "task", key.task(), "outcome", outcome.tag())
                .record(ran);
    }

    @Override
    public void onLeaseLost(ExecutionKey key, String executionId) {
        this.registry
                .counter(IdempotencyMeter.LEASES_LOST.meterName(), "task", key.task())
                .increment();
    }
}
