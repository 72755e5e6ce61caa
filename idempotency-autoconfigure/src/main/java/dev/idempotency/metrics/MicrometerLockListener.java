package dev.idempotency.metrics;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import dev.idempotency.lock.AcquireOutcome;
import dev.idempotency.lock.LockListener;

/** Times how locks are acquired and how long they are held, and counts those that are. */
public final class MicrometerLockListener implements LockListener {

    private static final int MOST_LOCKS = 100;

    private final BoundedTag locks = new BoundedTag("lock", MOST_LOCKS);
    private final ResolvedMeters<Acquired, Timer> acquired;
    private final ResolvedMeters<Held, Timer> held;
    private final AtomicInteger active = new AtomicInteger();

    /** Makes a listener that counts in {@code registry}. */
    public MicrometerLockListener(MeterRegistry registry) {
        this.acquired = new ResolvedMeters<>(lock -> timer(IdempotencyMeter.LOCK_ACQUIRE)
                .tags("lock", lock.name(), "outcome", lock.outcome().tag())
                .register(registry));
        this.held = new ResolvedMeters<>(lock ->
                timer(IdempotencyMeter.LOCK_HELD).tag("lock", lock.name()).register(registry));
        Gauge.builder(IdempotencyMeter.LOCKS_ACTIVE.getName(), this.active, AtomicInteger::get)
                .description(IdempotencyMeter.LOCKS_ACTIVE.description())
                .register(registry);
    }

    private static Timer.Builder timer(IdempotencyMeter meter) {
        return Timer.builder(meter.getName()).description(meter.description());
    }

    private record Acquired(String name, AcquireOutcome outcome) {}

    private record Held(String name) {}

    @Override
    public void onAcquire(String name, Duration took, AcquireOutcome outcome) {
        if (outcome == AcquireOutcome.ACQUIRED) {
            this.active.incrementAndGet();
        }
        this.acquired.of(new Acquired(tag(name), outcome)).record(took);
    }

    @Override
    public void onClose(String name, Duration held) {
        this.active.decrementAndGet();
        this.held.of(new Held(tag(name))).record(held);
    }

    /** What is behind the first colon tells one lock from another, and there is no end of those. */
    private String tag(String name) {
        int colon = name.indexOf(':');
        return this.locks.of(colon < 0 ? name : name.substring(0, colon));
    }
}
