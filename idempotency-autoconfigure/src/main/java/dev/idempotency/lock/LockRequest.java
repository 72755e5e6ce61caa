package dev.idempotency.lock;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * What is asked of a provider.
 *
 * @param name the lock's name, with the namespace before it; at most 300 characters
 * @param owner of this attempt and no other
 * @param lease how long the lock is held at most; whole milliseconds from 1 on
 */
public record LockRequest(String name, UUID owner, Duration lease) {

    public LockRequest {
        lease = lease.truncatedTo(ChronoUnit.MILLIS);
        if (lease.isZero() || lease.isNegative()) {
            throw new IllegalArgumentException("The lease of a lock is at least 1 ms");
        }
    }
}
