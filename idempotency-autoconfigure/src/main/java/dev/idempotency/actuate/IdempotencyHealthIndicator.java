package dev.idempotency.actuate;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.StoreState;

/**
 * Down when the store that decides cannot be reached. What is in front of it makes calls slower when it is gone, and no
 * more, so that is a detail.
 */
public final class IdempotencyHealthIndicator extends AbstractHealthIndicator {

    /** No task can have this name, so no record has this key. */
    private static final String NO_RECORD = ":health:";

    private final IdempotencyStore store;

    /** Makes an indicator that asks {@code store}. */
    public IdempotencyHealthIndicator(IdempotencyStore store) {
        super("The idempotency store cannot be reached");
        this.store = store;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        StoreState state = this.store.state();
        health.withDetail("store", state.type())
                .withDetail("authority", state.authority())
                .withDetail("degraded", state.degraded());
        this.store.find(NO_RECORD);
        health.up();
    }
}
