package dev.idempotency.lock.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

import dev.idempotency.lock.AbstractLockProviderContractTests;
import dev.idempotency.lock.LockProvider;

class MemoryLockProviderTests extends AbstractLockProviderContractTests {

    private final AtomicReference<Duration> passed = new AtomicReference<>(Duration.ZERO);
    private final InstantSource clock = () -> Instant.now().plus(this.passed.get());
    private final LockProvider provider = new MemoryLockProvider(this.clock);

    @Override
    protected LockProvider provider() {
        return this.provider;
    }

    @Override
    protected void passLease(String name) {
        this.passed.updateAndGet(before -> before.plusSeconds(61));
    }

    @Override
    protected void setClockBack(String name) {
        this.passed.updateAndGet(before -> before.minus(Duration.ofDays(10)));
    }
}
