package dev.idempotency.metrics;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import dev.idempotency.CallOutcome;
import dev.idempotency.ExecutionOutcome;
import dev.idempotency.IdempotencyContext;
import dev.idempotency.Status;
import dev.idempotency.engine.EngineListener;
import dev.idempotency.key.ExecutionKey;
import dev.idempotency.store.StoredFailure;

/** Counts calls, duplicates, executions, exhausted attempts and lost leases. */
public final class MicrometerEngineListener implements EngineListener {

    private static final int MOST_TASKS = 1000;

    private final BoundedTag tasks = new BoundedTag("task", MOST_TASKS);
    private final ResolvedMeters<Call, Counter> calls;
    private final ResolvedMeters<Duplicate, Counter> duplicates;
    private final ResolvedMeters<Ended, Timer> executions;
    private final ResolvedMeters<OfTask, LongTaskTimer> active;
    private final ResolvedMeters<OfTask, Counter> exhausted;
    private final ResolvedMeters<OfTask, Counter> leasesLost;
    private final ConcurrentMap<IdempotencyContext, LongTaskTimer.Sample> running = new ConcurrentHashMap<>();

    /** Makes a listener that counts in {@code registry}. */
    public MicrometerEngineListener(MeterRegistry registry) {
        this.calls = new ResolvedMeters<>(call -> counter(IdempotencyMeter.CALLS)
                .tags(
                        "task",
                        call.task(),
                        "scope",
                        call.scope(),
                        "outcome",
                        call.outcome().tag())
                .register(registry));
        this.duplicates = new ResolvedMeters<>(duplicate -> counter(IdempotencyMeter.DUPLICATES)
                .tags("task", duplicate.task(), "phase", phase(duplicate.status()))
                .register(registry));
        this.executions = new ResolvedMeters<>(ended -> Timer.builder(IdempotencyMeter.EXECUTIONS.getName())
                .description(IdempotencyMeter.EXECUTIONS.description())
                .tags("task", ended.task(), "outcome", ended.outcome().tag())
                .register(registry));
        this.active = new ResolvedMeters<>(of -> LongTaskTimer.builder(IdempotencyMeter.EXECUTIONS_ACTIVE.getName())
                .description(IdempotencyMeter.EXECUTIONS_ACTIVE.description())
                .tag("task", of.task())
                .register(registry));
        this.exhausted = new ResolvedMeters<>(of -> counter(IdempotencyMeter.ATTEMPTS_EXHAUSTED)
                .tag("task", of.task())
                .register(registry));
        this.leasesLost = new ResolvedMeters<>(of ->
                counter(IdempotencyMeter.LEASES_LOST).tag("task", of.task()).register(registry));
    }

    private static Counter.Builder counter(IdempotencyMeter meter) {
        return Counter.builder(meter.getName()).description(meter.description());
    }

    private record Call(String task, String scope, CallOutcome outcome) {}

    private record Duplicate(String task, Status status) {}

    private record Ended(String task, ExecutionOutcome outcome) {}

    private record OfTask(String task) {}

    @Override
    public void onCall(String task, String scope, CallOutcome outcome) {
        this.calls.of(new Call(this.tasks.of(task), scope, outcome)).increment();
    }

    @Override
    public void onDuplicate(ExecutionKey key, String executionId, Status status) {
        this.duplicates.of(new Duplicate(this.tasks.of(key.task()), status)).increment();
    }

    private static String phase(Status status) {
        return switch (status) {
            case DONE -> "completed";
            case RUNNING -> "in_progress";
            case FAILED -> "failed";
        };
    }

    /** Counters of what should never happen exist from the first execution on: an alert sees growth, and no beginning. */
    @Override
    public void onStarted(IdempotencyContext execution) {
        OfTask task = new OfTask(this.tasks.of(execution.task()));
        this.exhausted.of(task);
        this.leasesLost.of(task);
        this.running.put(execution, this.active.of(task).start());
    }

    @Override
    public void onEnded(IdempotencyContext execution, Duration ran, ExecutionOutcome outcome) {
        LongTaskTimer.Sample sample = this.running.remove(execution);
        if (sample != null) {
            sample.stop();
        }
        this.executions.of(new Ended(this.tasks.of(execution.task()), outcome)).record(ran);
    }

    @Override
    public void onExhausted(ExecutionKey key, String executionId, int attempts, StoredFailure failure) {
        this.exhausted.of(new OfTask(this.tasks.of(key.task()))).increment();
    }

    @Override
    public void onLeaseLost(ExecutionKey key, String executionId) {
        this.leasesLost.of(new OfTask(this.tasks.of(key.task()))).increment();
    }
}
