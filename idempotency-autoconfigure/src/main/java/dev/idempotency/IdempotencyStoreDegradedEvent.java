package dev.idempotency;

import java.io.Serial;

import org.springframework.context.ApplicationEvent;

/**
 * What is in front of the store, such as Redis, does not answer and is given up for now. Nothing is lost and nothing runs
 * twice; calls cost a query of the database each. Published once, until {@link IdempotencyStoreRestoredEvent}.
 */
public class IdempotencyStoreDegradedEvent extends ApplicationEvent {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String store;

    public IdempotencyStoreDegradedEvent(Object source, String store) {
        super(source);
        this.store = store;
    }

    /** The name of the store, such as {@code tiered}. */
    public String store() {
        return this.store;
    }
}
