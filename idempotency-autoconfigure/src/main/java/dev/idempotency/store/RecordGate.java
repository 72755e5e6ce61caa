package dev.idempotency.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.idempotency.IdempotencyStoreException;

/**
 * Keeps copies of completed records in front of the store that decides, to answer duplicates without asking it. It knows
 * nothing else: that a key is free, running or failed is the store's to say.
 *
 * <p>What a gate promises, whatever happens to the server it is on:
 *
 * <ol>
 *   <li>It answers with a copy only as it was kept, under the key it was kept for, and only until the record expires.
 *   <li>It answers with no copy that is older than {@link #copyTtl()}, and with none from before a restart or a failover
 *       of its server: one that has lost its latest writes has lost forgotten keys among them.
 *   <li>It takes a copy only from who asked before it looked at the store, and only if the key was not
 *       {@linkplain #forget forgotten} in between. That is the lease of <a
 *       href="https://www.usenix.org/conference/nsdi13/technical-sessions/presentation/nishtala">Scaling Memcache at
 *       Facebook</a>, section 3.2.1.
 * </ol>
 */
public interface RecordGate {

    /** A short name for logs, such as {@code redis}. */
    String name();

    /** How long a copy answers at most after it was kept; then the store is asked once again. */
    Duration copyTtl();

    /**
     * Asks for several keys at once.
     *
     * @return the answers, in the order of the keys
     * @throws IdempotencyStoreException if the gate cannot tell
     */
    List<Answer> ask(List<String> keys);

    /**
     * Keeps copies of completed records, as far as they may still be kept.
     *
     * @throws IdempotencyStoreException if the gate cannot tell whether it did
     */
    void keep(List<Copy> copies);

    /**
     * Removes the copy of a key, and refuses those that are on their way.
     *
     * @throws IdempotencyStoreException if the gate cannot tell whether it did
     */
    void forget(String key);

    /**
     * What a gate answers.
     *
     * @param completed the record, if the gate has a copy of it, with the times of the gate's clock; otherwise
     *     {@code null}, which says nothing about the key
     * @param ticket allows to keep a copy of what the store says afterwards
     */
    record Answer(ClaimOutcome.@Nullable Blocked completed, Ticket ticket) {}

    /**
     * When a gate was asked, and what it knew.
     *
     * @param time by the gate's clock
     * @param receivedNanos by this JVM's {@link System#nanoTime()}, when the answer was there
     * @param forgotten names the last time that the key was forgotten; {@code null} if it was not lately
     */
    record Ticket(
            Instant time, long receivedNanos, @Nullable UUID forgotten) {

        /** What the gate's clock shows, at the earliest, at a moment of this JVM. */
        public Instant timeAt(long nanos) {
            return this.time.plusNanos(nanos - this.receivedNanos);
        }
    }

    /**
     * A copy to keep.
     *
     * @param record a completed record
     * @param remaining how long it was still to live
     * @param asOfNanos when that was, by this JVM's {@link System#nanoTime()}: not later than the store looked
     * @param ticket what the gate answered before the store was asked
     */
    record Copy(StoredRecord record, Duration remaining, long asOfNanos, Ticket ticket) {

        public Copy {
            if (record.status() != RecordStatus.DONE) {
                throw new IllegalArgumentException("A gate keeps completed records, not " + record.status());
            }
        }
    }
}
