package dev.idempotency.lock.jdbc;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

/**
 * What the database says to whoever asks for a lease.
 *
 * @param token of the lease that was granted; {@code null} if somebody has one
 * @param remaining how long somebody's lasts yet; {@code null} if nobody knows
 */
record LeaseAnswer(@Nullable Long token, @Nullable Duration remaining) {

    static LeaseAnswer granted(long token) {
        return new LeaseAnswer(token, null);
    }

    static LeaseAnswer contended(long micros) {
        return new LeaseAnswer(null, Duration.of(micros, ChronoUnit.MICROS));
    }

    /** By somebody who was quicker just now. */
    static LeaseAnswer contended() {
        return new LeaseAnswer(null, null);
    }
}
