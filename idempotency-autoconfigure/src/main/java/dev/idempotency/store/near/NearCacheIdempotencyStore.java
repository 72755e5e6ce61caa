package dev.idempotency.store.near;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import org.jspecify.annotations.Nullable;

import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.Completion;
import dev.idempotency.store.Grants;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoreState;
import dev.idempotency.store.StoredFailure;
import dev.idempotency.store.StoredRecord;
import dev.idempotency.store.StoredResult;

/**
 * Answers duplicates of what has completed from this process's memory, without a round trip, and leaves everything else to
 * the store behind it. An answer is never older than a time, and never outlives its record.
 *
 * <p>What is forgotten on this node is forgotten here at once. Another node may answer with the forgotten record for as
 * long as its own cache keeps it: a task for which that must not be belongs to an application without this cache.
 *
 * <p>Records come in as a store tells them, or when an execution of this node completes outside of a transaction. Large
 * results, above {@value #MAX_RESULT_BYTES} bytes, are left to the store: the cache is bounded by its number of entries.
 */
public final class NearCacheIdempotencyStore implements IdempotencyStore {

    /** The most bytes of a result that is cached. */
    public static final int MAX_RESULT_BYTES = 16 * 1024;

    private final IdempotencyStore delegate;
    private final InstantSource clock;
    private final Ticker ticker;
    private final long ttlNanos;
    private final Cache<String, Entry> completed;
    private final Grants<Boolean> grants = new Grants<>();
    private final AtomicLong forgets = new AtomicLong();

    /**
     * Puts a cache in front of a store.
     *
     * @param maxSize how many records are cached at most
     * @param ttl how long a record is cached at most
     * @param clock tells the times of records that complete here, until the store tells them; decides nothing
     */
    public NearCacheIdempotencyStore(IdempotencyStore delegate, long maxSize, Duration ttl, InstantSource clock) {
        this(delegate, maxSize, ttl, clock, Ticker.systemTicker());
    }

    /** As the other, with a timer of one's own. */
    NearCacheIdempotencyStore(
            IdempotencyStore delegate, long maxSize, Duration ttl, InstantSource clock, Ticker ticker) {
        if (maxSize < 1 || ttl.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "A near cache keeps 1 record or more for 1 ms or more, not " + maxSize + " for " + ttl);
        }
        this.delegate = delegate;
        this.clock = clock;
        this.ticker = ticker;
        this.ttlNanos = nanos(ttl);
        this.completed = Caffeine.newBuilder()
                .maximumSize(maxSize)
                .ticker(ticker)
                .recordStats()
                .expireAfter(Expiry.<String, Entry>writing((key, entry) -> Duration.ofNanos(
                        Math.min(this.ttlNanos, Math.max(0, entry.expiresNanos() - this.ticker.read())))))
                .build();
    }

    /** The cache, for meters. */
    public Cache<String, ?> cache() {
        return this.completed;
    }

    @Override
    public String name() {
        return this.delegate.name();
    }

    @Override
    public StoreState state() {
        return this.delegate.state();
    }

    @Override
    public ClaimOutcome claim(ClaimRequest request) {
        ClaimOutcome cached = cached(request.key());
        if (cached != null) {
            return cached;
        }
        Asked asked = asked();
        ClaimOutcome outcome = this.delegate.claim(request);
        learn(request, outcome, asked);
        return outcome;
    }

    @Override
    public List<ClaimOutcome> claimAll(List<ClaimRequest> requests) {
        Map<String, ClaimOutcome> outcomes = new HashMap<>();
        List<ClaimRequest> open = new ArrayList<>();
        for (ClaimRequest request : requests) {
            ClaimOutcome cached = cached(request.key());
            if (cached == null) {
                open.add(request);
            } else {
                outcomes.put(request.key(), cached);
            }
        }
        if (!open.isEmpty()) {
            Asked asked = asked();
            List<ClaimOutcome> others = this.delegate.claimAll(open);
            for (int i = 0; i < open.size(); i++) {
                learn(open.get(i), others.get(i), asked);
                outcomes.put(open.get(i).key(), others.get(i));
            }
        }
        return requests.stream().map(request -> outcomes.get(request.key())).toList();
    }

    private @Nullable ClaimOutcome cached(String key) {
        Entry entry = this.completed.getIfPresent(key);
        if (entry == null) {
            return null;
        }
        long remaining = entry.expiresNanos() - this.ticker.read();
        return remaining > 0 ? new ClaimOutcome.Blocked(entry.record(), Duration.ofNanos(remaining)) : null;
    }

    private void learn(ClaimRequest request, ClaimOutcome outcome, Asked asked) {
        if (outcome instanceof ClaimOutcome.Granted) {
            this.grants.add(request, true);
        } else if (outcome instanceof ClaimOutcome.Blocked blocked
                && blocked.record().status() == RecordStatus.DONE) {
            cache(blocked.record(), blocked.remaining(), asked);
        }
    }

    /** What was forgotten after the store was asked is not cached: the entry and the removal exclude each other. */
    private void cache(StoredRecord record, Duration remaining, Asked asked) {
        byte[] bytes = record.result().bytes();
        if (remaining.isNegative() || (bytes != null && bytes.length > MAX_RESULT_BYTES)) {
            return;
        }
        Entry entry = new Entry(record, asked.nanos() + nanos(remaining));
        this.completed
                .asMap()
                .compute(record.key(), (key, current) -> this.forgets.get() == asked.forgets() ? entry : null);
    }

    private Asked asked() {
        return new Asked(this.ticker.read(), this.forgets.get());
    }

    /** Half of what a long can hold is 146 years, and sums of it do not overflow. */
    private static long nanos(Duration duration) {
        Duration longest = Duration.ofNanos(Long.MAX_VALUE / 2);
        return duration.compareTo(longest) > 0 ? longest.toNanos() : duration.toNanos();
    }

    @Override
    public Collection<Claim> renew(Collection<Claim> claims) {
        return this.delegate.renew(claims);
    }

    @Override
    public boolean complete(Claim claim, StoredResult result, Duration ttl) {
        boolean joins = this.delegate.joinsCurrentTransaction();
        Asked asked = asked();
        boolean held = this.delegate.complete(claim, result, ttl);
        ended(new Completion(claim, result, ttl), held && !joins, asked);
        return held;
    }

    @Override
    public Collection<Claim> completeAll(List<Completion> completions) {
        boolean joins = this.delegate.joinsCurrentTransaction();
        Asked asked = asked();
        Collection<Claim> lost = this.delegate.completeAll(completions);
        completions.forEach(each -> ended(each, !joins && !lost.contains(each.claim()), asked));
        return lost;
    }

    /** A completion that joins a transaction may yet be rolled back, so it comes in with its first duplicate. */
    private void ended(Completion completion, boolean certain, Asked asked) {
        if (certain && completion.ttl().toMillis() > 0) {
            this.grants.find(completion.claim()).ifPresent(grant -> {
                StoredRecord record = grant.completed(completion, this.clock.instant(), this.clock.instant());
                cache(record, completion.ttl(), asked);
            });
        }
        this.grants.remove(completion.claim());
    }

    @Override
    public boolean fail(Claim claim, StoredFailure failure, Duration retryIn, Duration retention) {
        boolean held = this.delegate.fail(claim, failure, retryIn, retention);
        this.grants.remove(claim);
        return held;
    }

    @Override
    public boolean release(Claim claim, Duration retention) {
        boolean held = this.delegate.release(claim, retention);
        this.grants.remove(claim);
        return held;
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        return this.delegate.find(key);
    }

    @Override
    public Optional<StoredRecord> findByOwner(UUID owner) {
        return this.delegate.findByOwner(owner);
    }

    @Override
    public List<StoredRecord> list(String keyPrefix, @Nullable RecordStatus status, int offset, int limit) {
        return this.delegate.list(keyPrefix, status, offset, limit);
    }

    @Override
    public boolean forget(String key) {
        this.completed.invalidate(key);
        try {
            return this.delegate.forget(key);
        } finally {
            // In this order, and also after an error: the store may have forgotten it all the same.
            this.forgets.incrementAndGet();
            this.completed.asMap().remove(key);
        }
    }

    @Override
    public int purge(int limit) {
        return this.delegate.purge(limit);
    }

    @Override
    public boolean joinsCurrentTransaction() {
        return this.delegate.joinsCurrentTransaction();
    }

    /**
     * A completed record.
     *
     * @param expiresNanos when the record expires, by this JVM's timer
     */
    private record Entry(StoredRecord record, long expiresNanos) {}

    /**
     * When the store was asked.
     *
     * @param nanos by this JVM's timer
     * @param forgets how often something had been forgotten until then
     */
    private record Asked(long nanos, long forgets) {}
}
