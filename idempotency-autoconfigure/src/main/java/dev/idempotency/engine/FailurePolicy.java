package dev.idempotency.engine;

import java.time.Duration;

/**
 * What a failure does to a key.
 *
 * @param maxAttempts how often the task may fail for one key; 0 means no limit, and a failure frees the key at once
 * @param backoff the pause before the second attempt
 * @param multiplier by how much the pause grows with every further attempt; at least 1
 * @param maxBackoff the longest pause between attempts
 * @param failureTtl how long the last failure is remembered
 */
public record FailurePolicy(
        int maxAttempts, Duration backoff, double multiplier, Duration maxBackoff, Duration failureTtl) {

    /** Whether failures are counted. */
    boolean isLimited() {
        return this.maxAttempts > 0;
    }

    /** Whether the task has no further attempt after this one. */
    boolean isLast(int attempt) {
        return isLimited() && attempt >= this.maxAttempts;
    }

    /** The pause after this attempt: exponential, without jitter, so that callers can be told when to come back. */
    Duration pauseAfter(int attempt) {
        double millis = this.backoff.toMillis() * Math.pow(this.multiplier, attempt - 1.0);
        return millis >= this.maxBackoff.toMillis() ? this.maxBackoff : Duration.ofMillis((long) millis);
    }
}
