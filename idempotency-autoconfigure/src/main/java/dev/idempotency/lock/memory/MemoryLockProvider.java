package dev.idempotency.lock.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import dev.idempotency.engine.WallClock;
import dev.idempotency.lock.LeaseGrant;
import dev.idempotency.lock.LockOutcome;
import dev.idempotency.lock.LockProvider;
import dev.idempotency.lock.LockRequest;

/** Keeps the locks in this process's memory: they exclude its own threads only. */
public final class MemoryLockProvider implements LockProvider {

    private final ConcurrentMap<String, Lease> leases = new ConcurrentHashMap<>();

    /** One for all names, so that nothing need be kept of a name that is free. */
    private final AtomicLong lastToken = new AtomicLong();

    private final InstantSource clock;

    /** Locks whose clock is the system's, but never steps back when that is set. */
    public MemoryLockProvider() {
        this(WallClock.monotonic());
    }

    /**
     * Locks with their own clock.
     *
     * @param clock decides leases; must not step back
     */
    public MemoryLockProvider(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public LockOutcome tryAcquire(LockRequest request) {
        long sentNanos = System.nanoTime();
        Lease standing = Objects.requireNonNull(
                this.leases.compute(request.name(), (name, current) -> grantedUnlessHeld(request, current)));
        return standing.owner().equals(request.owner())
                ? new LockOutcome.Granted(new MemoryGrant(request, standing.token(), sentNanos))
                : new LockOutcome.Contended(Duration.between(this.clock.instant(), standing.until()));
    }

    private Lease grantedUnlessHeld(LockRequest request, @Nullable Lease current) {
        Instant now = this.clock.instant();
        if (current != null && current.until().isAfter(now)) {
            return current;
        }
        long token = this.lastToken.accumulateAndGet(microseconds(now), (last, micros) -> Math.max(last + 1, micros));
        return new Lease(request.owner(), token, now.plus(request.lease()));
    }

    private static long microseconds(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
    }

    /** Who holds a name, with which token, and until when. */
    private record Lease(UUID owner, long token, Instant until) {}

    private final class MemoryGrant extends LeaseGrant {

        private final LockRequest request;

        MemoryGrant(LockRequest request, long token, long sentNanos) {
            super(token, sentNanos, request.lease());
            this.request = request;
        }

        @Override
        protected boolean extendLease(Duration lease) {
            boolean[] held = new boolean[1];
            leases().computeIfPresent(this.request.name(), (name, current) -> {
                held[0] = isHeldBy(current);
                return held[0] ? new Lease(current.owner(), current.token(), now().plus(lease)) : current;
            });
            return held[0];
        }

        @Override
        protected boolean endLease() {
            boolean[] held = new boolean[1];
            leases().computeIfPresent(this.request.name(), (name, current) -> {
                held[0] = isHeldBy(current);
                return held[0] ? null : current;
            });
            return held[0];
        }

        private boolean isHeldBy(Lease current) {
            return current.owner().equals(this.request.owner())
                    && current.token() == fencingToken()
                    && current.until().isAfter(now());
        }

        private ConcurrentMap<String, Lease> leases() {
            return MemoryLockProvider.this.leases;
        }

        private Instant now() {
            return MemoryLockProvider.this.clock.instant();
        }
    }
}
