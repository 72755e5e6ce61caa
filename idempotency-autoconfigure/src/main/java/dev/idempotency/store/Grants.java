package dev.idempotency.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.jspecify.annotations.Nullable;

/**
 * What was granted to this process and has not ended: a claim does not carry everything that a copy of the completed
 * record needs.
 *
 * @param <T> what is remembered with a grant
 */
public final class Grants<T> {

    /** Beyond that, executions are no longer remembered, and so not copied when they complete. */
    private static final int CAPACITY = 100_000;

    private static final Duration LONGEST = Duration.ofDays(365_000);

    private final ConcurrentMap<String, Grant<T>> grants = new ConcurrentHashMap<>();

    /** Remembers a grant, in the place of an earlier one of the same key. */
    public void add(ClaimRequest request, T note) {
        if (this.grants.size() < CAPACITY) {
            this.grants.put(request.key(), new Grant<>(request.owner(), request.payloadDigest(), note));
        }
    }

    /** The grant of a claim; empty if it is not remembered. */
    public Optional<Grant<T>> find(Claim claim) {
        return Optional.ofNullable(this.grants.get(claim.key())).filter(grant -> grant.isOf(claim));
    }

    /** Forgets the grant of a claim. */
    public void remove(Claim claim) {
        this.grants.computeIfPresent(claim.key(), (key, grant) -> grant.isOf(claim) ? null : grant);
    }

    /**
     * A grant.
     *
     * @param owner the owner that it was granted to
     * @param payloadDigest as claimed
     * @param note what is remembered with it
     */
    public record Grant<T>(UUID owner, @Nullable String payloadDigest, T note) {

        private boolean isOf(Claim claim) {
            return this.owner.equals(claim.owner());
        }

        /**
         * The record of this execution once it has completed.
         *
         * @param startedAt when it was claimed
         * @param endedAt when it completed, by the same clock
         */
        public StoredRecord completed(Completion completion, Instant startedAt, Instant endedAt) {
            Claim claim = completion.claim();
            Instant expiresAt = endedAt.plus(completion.ttl().compareTo(LONGEST) > 0 ? LONGEST : completion.ttl());
            return new StoredRecord(
                    claim.key(),
                    RecordStatus.DONE,
                    claim.owner(),
                    claim.fencingToken(),
                    claim.attempt(),
                    this.payloadDigest,
                    startedAt,
                    startedAt,
                    expiresAt,
                    endedAt,
                    expiresAt,
                    completion.result(),
                    null);
        }
    }
}
