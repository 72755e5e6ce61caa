package dev.idempotency.autoconfigure;

import java.time.Duration;

import dev.idempotency.CallOutcome;
import dev.idempotency.ExecutionOutcome;
import dev.idempotency.IdempotencyContext;
import dev.idempotency.IdempotencyListener;
import dev.idempotency.engine.EngineListener;

/** Leads what the engine tells to a listener of the application. */
record ListenerBridge(IdempotencyListener listener) implements EngineListener {

    @Override
    public void onCall(String task, String scope, CallOutcome outcome) {
        this.listener.onCall(task, scope, outcome);
    }

    @Override
    public void onStarted(IdempotencyContext execution) {
        this.listener.onStarted(execution);
    }

    @Override
    public void onEnded(IdempotencyContext execution, Duration ran, ExecutionOutcome outcome) {
        this.listener.onEnded(execution, ran, outcome);
    }
}
