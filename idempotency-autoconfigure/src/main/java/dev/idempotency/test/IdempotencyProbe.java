package dev.idempotency.test;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.springframework.beans.factory.ObjectProvider;

import dev.idempotency.ExecutionOutcome;
import dev.idempotency.IdempotencyContext;
import dev.idempotency.engine.EngineListener;
import dev.idempotency.engine.IdempotencyEngine;
import dev.idempotency.task.TaskKeys;
import dev.idempotency.task.TaskRegistry;

/**
 * Says in a test what ran on this node. Imported into the test's context by {@code @Import(IdempotencyProbe.class)}.
 *
 * <pre>{@code
 * payroll.pay("ann", YearMonth.of(2030, 1));
 * payroll.pay("ann", YearMonth.of(2030, 1));
 * probe.assertExecutedOnce("PayrollService.pay", "ann:2030-01");
 * }</pre>
 */
public final class IdempotencyProbe implements EngineListener {

    private final ConcurrentMap<Call, Counts> counts = new ConcurrentHashMap<>();
    private final ObjectProvider<IdempotencyEngine> engine;
    private final TaskRegistry tasks;
    private final TaskKeys keys;

    /** Made by the test's context. */
    public IdempotencyProbe(ObjectProvider<IdempotencyEngine> engine, TaskRegistry tasks, TaskKeys keys) {
        this.engine = engine;
        this.tasks = tasks;
        this.keys = keys;
    }

    private record Call(String task, String key) {}

    private record Counts(int completed, int failed) {

        static final Counts NONE = new Counts(0, 0);

        Counts and(ExecutionOutcome outcome) {
            return outcome == ExecutionOutcome.SUCCESS
                    ? new Counts(this.completed + 1, this.failed)
                    : new Counts(this.completed, this.failed + 1);
        }
    }

    @Override
    public void onEnded(IdempotencyContext execution, Duration ran, ExecutionOutcome outcome) {
        this.counts.merge(
                new Call(execution.task(), execution.key()),
                Counts.NONE.and(outcome),
                (before, one) -> before.and(outcome));
    }

    /**
     * How often the task ran for this key and completed.
     *
     * @param key as given to the task, whatever its scope and window
     */
    public int executions(String task, String key) {
        return counts(task, key).completed();
    }

    /** How often the task ran for this key and did not complete: it threw, was rolled back or lost its key. */
    public int failures(String task, String key) {
        return counts(task, key).failed();
    }

    private Counts counts(String task, String key) {
        return this.counts.getOrDefault(new Call(task, key), Counts.NONE);
    }

    /**
     * Fails unless the task ran once for this key and completed. Failed attempts before that do not count.
     *
     * @throws AssertionError otherwise; the message says what ran instead
     */
    public void assertExecutedOnce(String task, String key) {
        assertExecutions(task, key, 1);
    }

    /**
     * Fails unless the task ran that often for this key and completed.
     *
     * @throws AssertionError otherwise; the message says what ran instead
     */
    public void assertExecutions(String task, String key, int times) {
        Counts found = counts(task, key);
        if (found.completed() != times) {
            throw unexpected(task, key, times + " times", found);
        }
    }

    /**
     * Fails if the task ran for this key, whether it completed or failed.
     *
     * @throws AssertionError if it did; the message says how often
     */
    public void assertNeverExecuted(String task, String key) {
        Counts found = counts(task, key);
        if (!found.equals(Counts.NONE)) {
            throw unexpected(task, key, "never", found);
        }
    }

    private AssertionError unexpected(String task, String key, String expected, Counts found) {
        return new AssertionError("Expected task " + task + " to be executed " + expected + " for key '" + key
                + "', but it completed " + found.completed() + " and failed " + found.failed()
                + " times; what ran was " + this.counts);
    }

    /**
     * Lets the lease of a running execution of this node pass, as if the node had been frozen: the next call takes the
     * key over, and the execution finds out when it ends.
     *
     * @throws IllegalStateException if this node is not running the task for this key
     */
    public void expireLease(String task, String key) {
        String fullKey = this.tasks
                .find(task)
                .map(known -> this.keys.keyOf(known, key).full())
                .orElseThrow(() -> new IllegalStateException("No task " + task + " has been called yet"));
        if (!this.engine.getObject().expireLease(fullKey)) {
            throw new IllegalStateException("Task " + task + " is not running here for key '" + key + "'");
        }
    }

    /** Forgets what ran so far. */
    public void reset() {
        this.counts.clear();
    }
}
