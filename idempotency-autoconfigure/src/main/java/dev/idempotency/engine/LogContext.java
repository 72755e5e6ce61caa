package dev.idempotency.engine;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import dev.idempotency.IdempotencyContext;

/**
 * The execution in the log's context of this thread (MDC), so that what a method logs can be found by it.
 *
 * @param task what stood there before; {@code null} if nothing did
 * @param executionId likewise
 */
record LogContext(@Nullable String task, @Nullable String executionId) {

    static final String TASK = "idempotency.task";
    static final String EXECUTION_ID = "idempotency.executionId";

    /** Puts the execution there, and remembers that around it. */
    static LogContext open(IdempotencyContext execution) {
        LogContext enclosing = new LogContext(MDC.get(TASK), MDC.get(EXECUTION_ID));
        MDC.put(TASK, execution.task());
        MDC.put(EXECUTION_ID, execution.executionId());
        return enclosing;
    }

    /** Leaves the context as it was. */
    void restore() {
        restore(TASK, this.task);
        restore(EXECUTION_ID, this.executionId);
    }

    private static void restore(String key, @Nullable String value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }
}
