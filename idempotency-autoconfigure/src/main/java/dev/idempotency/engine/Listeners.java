package dev.idempotency.engine;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.idempotency.CallOutcome;
import dev.idempotency.ExecutionOutcome;
import dev.idempotency.IdempotencyContext;
import dev.idempotency.Status;
import dev.idempotency.key.ExecutionKey;
import dev.idempotency.store.StoredFailure;

/** All listeners as one that throws nothing. */
final class Listeners implements EngineListener {

    private static final Logger logger = LoggerFactory.getLogger(Listeners.class);

    private final List<EngineListener> listeners;

    Listeners(List<EngineListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void onCall(String task, String scope, CallOutcome outcome) {
        tell(listener -> listener.onCall(task, scope, outcome));
    }

    @Override
    public void onDuplicate(ExecutionKey key, String executionId, Status status) {
        tell(listener -> listener.onDuplicate(key, executionId, status));
    }

    @Override
    public void onStarted(IdempotencyContext execution) {
        tell(listener -> listener.onStarted(execution));
    }

    @Override
    public void onEnded(IdempotencyContext execution, Duration ran, ExecutionOutcome outcome) {
        tell(listener -> listener.onEnded(execution, ran, outcome));
    }

    @Override
    public void onExhausted(ExecutionKey key, String executionId, int attempts, StoredFailure failure) {
        tell(listener -> listener.onExhausted(key, executionId, attempts, failure));
    }

    @Override
    public void onLeaseLost(ExecutionKey key, String executionId) {
        tell(listener -> listener.onLeaseLost(key, executionId));
    }

    private void tell(Consumer<EngineListener> news) {
        for (EngineListener listener : this.listeners) {
            try {
                news.accept(listener);
            } catch (Exception | LinkageError | AssertionError ex) {
                logger.warn("A listener failed; the call goes on: {}", listener, ex);
            }
        }
    }
}
