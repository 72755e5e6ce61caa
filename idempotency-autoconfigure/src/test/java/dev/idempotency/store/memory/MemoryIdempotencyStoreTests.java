package dev.idempotency.store.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

import dev.idempotency.store.AbstractIdempotencyStoreContractTests;
import dev.idempotency.store.IdempotencyStore;

class MemoryIdempotencyStoreTests extends AbstractIdempotencyStoreContractTests {

    private final AtomicReference<Duration> passed = new AtomicReference<>(Duration.ZERO);
    private final InstantSource clock = () -> Instant.now().plus(this.passed.get());
    private final IdempotencyStore store = new MemoryIdempotencyStore(this.clock);

    @Override
    protected IdempotencyStore store() {
        return this.store;
    }

    @Override
    protected void passBlockedUntil(String key) {
        moveTo(this.store.find(key).orElseThrow().blockedUntil());
    }

    @Override
    protected void passExpiry(String key) {
        // A released record cannot be found, but lives no longer than anything in these tests.
        moveTo(this.store
                .find(key)
                .map(found -> found.expiresAt())
                .orElseGet(() -> this.clock.instant().plus(Duration.ofHours(3))));
    }

    private void moveTo(Instant time) {
        this.passed.updateAndGet(before -> before.plus(Duration.between(this.clock.instant(), time)));
    }
}
