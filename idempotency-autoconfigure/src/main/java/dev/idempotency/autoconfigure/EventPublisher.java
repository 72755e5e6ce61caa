package dev.idempotency.autoconfigure;

import org.springframework.context.ApplicationEventPublisher;

import dev.idempotency.IdempotencyDuplicateEvent;
import dev.idempotency.IdempotencyExhaustedEvent;
import dev.idempotency.IdempotencyLeaseLostEvent;
import dev.idempotency.Status;
import dev.idempotency.engine.EngineListener;
import dev.idempotency.key.ExecutionKey;
import dev.idempotency.store.StoredFailure;

/** Tells the application what happens, as Spring events. */
final class EventPublisher implements EngineListener {

    private final ApplicationEventPublisher publisher;

    EventPublisher(ApplicationEventPublisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public void onDuplicate(ExecutionKey key, String executionId, Status status) {
        this.publisher.publishEvent(new IdempotencyDuplicateEvent(this, key.task(), key.given(), executionId, status));
    }

    @Override
    public void onExhausted(ExecutionKey key, String executionId, int attempts, StoredFailure failure) {
        this.publisher.publishEvent(new IdempotencyExhaustedEvent(
                this, key.task(), key.given(), executionId, attempts, failure.type(), failure.message()));
    }

    @Override
    public void onLeaseLost(ExecutionKey key, String executionId) {
        this.publisher.publishEvent(new IdempotencyLeaseLostEvent(this, key.task(), key.given(), executionId));
    }
}
