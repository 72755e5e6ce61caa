package dev.idempotency;

import java.io.Serial;

import org.springframework.context.ApplicationEvent;

/** What is in front of the store answers again, after an {@link IdempotencyStoreDegradedEvent}. */
public class IdempotencyStoreRestoredEvent extends ApplicationEvent {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String store;

    public IdempotencyStoreRestoredEvent(Object source, String store) {
        super(source);
        this.store = store;
    }

    /** The name of the store, such as {@code tiered}. */
    public String store() {
        return this.store;
    }
}
