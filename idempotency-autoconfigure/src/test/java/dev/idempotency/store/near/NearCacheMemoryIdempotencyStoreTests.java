package dev.idempotency.store.near;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

import dev.idempotency.store.AbstractIdempotencyStoreContractTests;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.memory.MemoryIdempotencyStore;

/** The contract with the cache on: it may answer, but nothing may be told that the store would not tell. */
class NearCacheMemoryIdempotencyStoreTests extends AbstractIdempotencyStoreContractTests {

    private final AtomicReference<Duration> passed = new AtomicReference<>(Duration.ZERO);
    private final InstantSource clock = () -> Instant.now().plus(this.passed.get());
    private final IdempotencyStore store = new NearCacheIdempotencyStore(
            new MemoryIdempotencyStore(this.clock),
            10_000,
            Duration.ofDays(1),
            this.clock,
            () -> System.nanoTime() + this.passed.get().toNanos());

    @Override
    protected IdempotencyStore store() {
        return this.store;
    }

    @Override
    protected void passBlockedUntil(String key) {
        pass(Duration.between(
                this.clock.instant(), this.store.find(key).orElseThrow().blockedUntil()));
    }

    @Override
    protected void passExpiry(String key) {
        pass(Duration.ofHours(3));
    }

    private void pass(Duration time) {
        this.passed.updateAndGet(before -> before.plus(time));
    }
}
