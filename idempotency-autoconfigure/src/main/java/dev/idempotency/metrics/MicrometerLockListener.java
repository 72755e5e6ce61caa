package dev.idempotency.metrics;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import dev.idempotency.lock.AcquireOutcome;
import dev.idempotency.lock.LockListener;

/** Times how locks are acquired and how long they are held, and counts those that are. */
public final class MicrometerLockListener implements LockListener {

    private final MeterRegistry registry;
    private final AtomicInteger active = new AtomicInteger();

    /** Makes a listener that counts in {@code registry}. */
    public MicrometerLockListener(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder(IdempotencyMeter.LOCKS_ACTIVE.meterName(), this.active, AtomicInteger::get)
                .register(registry);
    }

    @Override
    public void onAcquire(String name, Duration took, AcquireOutcome outcome) {
        if (outcome == AcquireOutcome.ACQUIRED) {
            this.active.incrementAndGet();
        }
        this.registry
                .timer(IdempotencyMeter.LOCK_ACQUIRE.meterName(), "lock", tag(name), "outcome", outcome.tag())
                .record(took);
    }

    @Override
    public void onClose(String name, Duration held) {
        this.active.decrementAndGet();
        this.registry
                .timer(IdempotencyMeter.LOCK_HELD.meterName(), "lock", tag(name))
                .record(held);
    }

    /** What is behind the first colon tells one lock from another, and there is no end of those. */
    private static String tag(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }
}
