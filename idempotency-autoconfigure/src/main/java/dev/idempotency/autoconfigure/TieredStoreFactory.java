package dev.idempotency.autoconfigure;

import org.springframework.context.ApplicationEventPublisher;

import dev.idempotency.IdempotencyStoreDegradedEvent;
import dev.idempotency.IdempotencyStoreRestoredEvent;
import dev.idempotency.store.StoreState;
import dev.idempotency.store.tiered.TieredIdempotencyStore;

/** Makes the store in a database with Redis in front of it. Needs the database to be up, and Redis not. */
final class TieredStoreFactory implements StoreFactory {

    private final JdbcStoreFactory jdbc;
    private final RedisStoreFactory redis;
    private final IdempotencyTieredProperties properties;
    private final ApplicationEventPublisher publisher;

    TieredStoreFactory(
            JdbcStoreFactory jdbc,
            RedisStoreFactory redis,
            IdempotencyTieredProperties properties,
            ApplicationEventPublisher publisher) {
        this.jdbc = jdbc;
        this.redis = redis;
        this.properties = properties;
        this.publisher = publisher;
    }

    @Override
    public StoreType type() {
        return StoreType.TIERED;
    }

    @Override
    public String description() {
        return this.jdbc.description() + ", with " + this.redis.gateDescription() + " in front of it";
    }

    @Override
    public TieredIdempotencyStore create() {
        return new TieredIdempotencyStore(
                this.jdbc.create(),
                this.redis.createGate(this.properties.copyTtl()),
                this.properties.settings(),
                this::publish);
    }

    private void publish(StoreState state) {
        this.publisher.publishEvent(
                state.degraded()
                        ? new IdempotencyStoreDegradedEvent(this, state.type())
                        : new IdempotencyStoreRestoredEvent(this, state.type()));
    }
}
