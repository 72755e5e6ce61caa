package dev.idempotency.store;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.idempotency.IdempotencyStoreException;

/**
 * Keeps one record per key. Every implementation keeps these rules, and the abstract store contract test checks them:
 *
 * <ol>
 *   <li>At most one unexpired holder per key. Only the store's clock decides leases and expiry.
 *   <li>The fencing token strictly increases with every grant of a key, also after its record was forgotten or purged.
 *   <li>{@link #renew}, {@link #complete}, {@link #fail} and {@link #release} change a record only while it is
 *       {@link RecordStatus#RUNNING} with the claim's owner and token; otherwise they change nothing and say so.
 *   <li>A {@link RecordStatus#DONE} record is not granted again before it expires.
 *   <li>A claim that finds its own owner holding the record has won: the client repeated itself after a time-out.
 *   <li>An error is an {@link IdempotencyStoreException}; it never looks like a duplicate nor like a grant.
 * </ol>
 *
 * <p>Claims, renewals, failures and releases take effect at once, whatever transaction the caller is in. A completion
 * joins the caller's transaction where {@link #joinsCurrentTransaction()} says so.
 */
public interface IdempotencyStore {

    /** A short name for meters and logs, such as {@code jdbc}. */
    String name();

    /**
     * Claims a key, or tells what is in the way, in one round trip where the backend allows. Nothing is written when
     * something is in the way.
     *
     * @throws IdempotencyStoreException if the store cannot tell
     */
    ClaimOutcome claim(ClaimRequest request);

    /**
     * Claims several keys, each on its own: what is in the way of one does not matter to the others. One round trip for
     * all of them where the backend allows.
     *
     * @param requests no two of them for the same key
     * @return the outcomes in the order of the requests
     * @throws IdempotencyStoreException if the store cannot tell; any of the keys may then be held until its lease
     *     passes, and the same requests may be made again
     */
    default List<ClaimOutcome> claimAll(List<ClaimRequest> requests) {
        return requests.stream().map(this::claim).toList();
    }

    /**
     * Extends the leases of running executions from now by their {@link Claim#lease()}, in one call for all of them.
     *
     * @return the claims that no longer hold their key; one whose record is merely busy at the moment still holds it
     * @throws IdempotencyStoreException if the store cannot tell
     */
    Collection<Claim> renew(Collection<Claim> claims);

    /**
     * Records that the execution has completed.
     *
     * @param ttl how long from now the record suppresses duplicates
     * @return whether the claim still held its key; {@code false} means that nothing was written
     * @throws IdempotencyStoreException if the store cannot tell
     */
    boolean complete(Claim claim, StoredResult result, Duration ttl);

    /**
     * Completes several executions, each as {@link #complete} does. One round trip for all of them where the backend
     * allows.
     *
     * @param completions no two of them for the same key
     * @return the claims that no longer held their key, for which nothing was written
     * @throws IdempotencyStoreException if the store cannot tell; any of them may then be completed or not
     */
    default Collection<Claim> completeAll(List<Completion> completions) {
        return completions.stream()
                .filter(each -> !complete(each.claim(), each.result(), each.ttl()))
                .map(Completion::claim)
                .toList();
    }

    /**
     * Records that the execution has failed and that callers shall be told so.
     *
     * @param retryIn how long from now the key cannot be claimed
     * @param retention how long from now the record, with its count of attempts, is kept; not shorter than
     *     {@code retryIn}
     * @return as {@link #complete}
     * @throws IdempotencyStoreException if the store cannot tell
     */
    boolean fail(Claim claim, StoredFailure failure, Duration retryIn, Duration retention);

    /**
     * Gives the key back, to be claimed again at once. The token is kept with the record, and so is the claim's number
     * of attempts, which the next claim counts on from.
     *
     * @param claim as granted, or {@link Claim#notCounted() not counted} if nothing ran
     * @param retention how long from now the count of attempts is kept
     * @return as {@link #complete}
     * @throws IdempotencyStoreException if the store cannot tell
     */
    boolean release(Claim claim, Duration retention);

    /**
     * The record of a key if it is visible, which it is unless it has expired, was released or was forgotten.
     *
     * @throws IdempotencyStoreException if the store cannot tell
     */
    Optional<StoredRecord> find(String key);

    /**
     * The visible record whose latest attempt this is: as {@link #find}, but by what was claimed rather than for what.
     * For people, not for the way of a call: no store keeps an index of owners, which every claim would have to pay for,
     * so it looks through all records.
     *
     * @throws IdempotencyStoreException if the store cannot tell
     */
    Optional<StoredRecord> findByOwner(UUID owner);

    /**
     * The visible records whose keys begin in a certain way, without their results ({@link StoredResult#NONE}), the
     * newest first: by {@link StoredRecord#startedAt()}, then by key. For people, not for the way of a call.
     *
     * @param keyPrefix what the keys begin with; taken literally
     * @param status only records in this state; {@code null} for all
     * @param offset how many to leave out, from 0
     * @param limit how many there are at most, from 1
     * @throws IdempotencyStoreException if the store cannot tell
     */
    List<StoredRecord> list(String keyPrefix, @Nullable RecordStatus status, int offset, int limit);

    /**
     * Makes a key free whoever holds it, and forgets its attempts. The token is kept, so that it still increases.
     *
     * @return whether {@link #find} would have found a record
     * @throws IdempotencyStoreException if the store cannot tell
     */
    boolean forget(String key);

    /**
     * Removes expired records.
     *
     * @param limit the most records to remove in this call
     * @return how many were removed; {@code 0} where the backend expires records by itself
     * @throws IdempotencyStoreException if the store cannot tell
     */
    int purge(int limit);

    /**
     * Whether a {@link #complete} called now, in this thread, would take part in the caller's transaction and commit or
     * roll back with it.
     */
    default boolean joinsCurrentTransaction() {
        return false;
    }

    /** What this store is made of, and whether all of it works. Asks no server. */
    default StoreState state() {
        return new StoreState(name(), name(), false);
    }
}
