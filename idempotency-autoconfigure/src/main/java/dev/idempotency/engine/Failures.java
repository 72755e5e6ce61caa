package dev.idempotency.engine;

import java.time.Instant;
import java.util.UUID;

import dev.idempotency.AttemptsExhaustedException;
import dev.idempotency.PreviouslyFailedException;
import dev.idempotency.key.ExecutionKey;
import dev.idempotency.store.StoredFailure;
import dev.idempotency.store.StoredRecord;

/** Remembered failures, as they are told to callers. */
final class Failures {

    private static final StoredFailure UNKNOWN = new StoredFailure("unknown", null, false);

    private Failures() {}

    static PreviouslyFailedException previous(ExecutionKey key, StoredRecord record) {
        StoredFailure failure = record.failure() == null ? UNKNOWN : record.failure();
        if (failure.exhausted()) {
            return exhausted(key, record.owner(), failure, record.attempt(), record.blockedUntil());
        }
        return new PreviouslyFailedException(
                key + " has failed in attempt " + record.attempt() + " with " + failure.type()
                        + "; it can be tried again from " + record.blockedUntil(),
                key.task(),
                key.given(),
                record.owner().toString(),
                failure.type(),
                failure.message(),
                record.attempt(),
                record.blockedUntil());
    }

    static AttemptsExhaustedException exhausted(
            ExecutionKey key, UUID owner, StoredFailure failure, int attempts, Instant retryAt) {
        return new AttemptsExhaustedException(
                key + " has failed in each of its " + attempts + " attempts, last with " + failure.type()
                        + "; that is remembered until " + retryAt,
                key.task(),
                key.given(),
                owner.toString(),
                failure.type(),
                failure.message(),
                attempts,
                retryAt);
    }
}
