package dev.idempotency.store.jdbc;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredFailure;
import dev.idempotency.store.StoredResult;

/**
 * How an execution ends.
 *
 * @param status what becomes of its record
 * @param blockedFor for how many milliseconds the record then stands in the way
 * @param keptFor for how many milliseconds it is kept
 */
record Ending(
        RecordStatus status,
        long blockedFor,
        long keptFor,
        StoredResult result,
        @Nullable StoredFailure failure) {

    /** Far enough for anybody, and far enough from the end of a {@code bigint}. */
    private static final Duration FOREVER = Duration.ofDays(365_000);

    static Ending completed(StoredResult result, Duration ttl) {
        return new Ending(RecordStatus.DONE, millis(ttl), millis(ttl), result, null);
    }

    static Ending failed(StoredFailure failure, Duration retryIn, Duration retention) {
        return new Ending(RecordStatus.FAILED, millis(retryIn), millis(retention), StoredResult.NONE, failure);
    }

    static Ending released(Duration retention) {
        return new Ending(RecordStatus.RELEASED, 0, millis(retention), StoredResult.NONE, null);
    }

    Ending with(StoredResult other) {
        return new Ending(this.status, this.blockedFor, this.keptFor, other, this.failure);
    }

    String statusCode() {
        return String.valueOf(this.status.code());
    }

    String resultKind() {
        return String.valueOf(this.result.kind().code());
    }

    @Nullable
    String failureType() {
        return this.failure == null ? null : wellFormed(this.failure.type());
    }

    @Nullable
    String failureMessage() {
        return this.failure == null || this.failure.message() == null ? null : wellFormed(this.failure.message());
    }

    @Nullable
    Boolean failureExhausted() {
        return this.failure == null ? null : this.failure.exhausted();
    }

    /** Rounded up: the database never takes a lease for passed that its holder still counts on. */
    static long millis(Duration duration) {
        return duration.compareTo(FOREVER) >= 0
                ? FOREVER.toMillis()
                : duration.plusNanos(999_999).toMillis();
    }

    /** A lone surrogate cannot be encoded, and a message with one must not keep the failure from being recorded. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
