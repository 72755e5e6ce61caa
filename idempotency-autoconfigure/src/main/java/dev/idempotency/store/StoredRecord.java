package dev.idempotency.store;

import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A record as it stands in the store. All times are the store's.
 *
 * @param key the full key
 * @param status the state
 * @param owner the latest attempt
 * @param fencingToken the latest attempt's token
 * @param attempt the latest attempt's number, from 1; 0 if it was released and {@link Claim#notCounted() not counted}
 * @param payloadDigest as claimed
 * @param firstSeenAt when the key was first claimed since it was last forgotten
 * @param startedAt when the latest attempt was claimed
 * @param blockedUntil until when the record stands in the way of a claim: the lease of a running execution, the expiry
 *     of a completed one, the retry time of a failed one
 * @param endedAt when the latest attempt ended; {@code null} while it runs
 * @param expiresAt when the record may be removed
 * @param result the result of a completed execution, otherwise {@link StoredResult#NONE}
 * @param failure the failure of a failed execution, otherwise {@code null}
 */
public record StoredRecord(
        String key,
        RecordStatus status,
        UUID owner,
        long fencingToken,
        int attempt,
        @Nullable String payloadDigest,
        Instant firstSeenAt,
        Instant startedAt,
        Instant blockedUntil,
        @Nullable Instant endedAt,
        Instant expiresAt,
        StoredResult result,
        @Nullable StoredFailure failure) {

    /** The order of lists: the latest attempts first, and by key where they began at the same time. */
    public static final Comparator<StoredRecord> NEWEST_FIRST =
            Comparator.comparing(StoredRecord::startedAt).reversed().thenComparing(StoredRecord::key);

    /** This record, but for its result. */
    public StoredRecord withoutResult() {
        return new StoredRecord(
                this.key,
                this.status,
                this.owner,
                this.fencingToken,
                this.attempt,
                this.payloadDigest,
                this.firstSeenAt,
                this.startedAt,
                this.blockedUntil,
                this.endedAt,
                this.expiresAt,
                StoredResult.NONE,
                this.failure);
    }
}
