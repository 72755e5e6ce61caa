package dev.idempotency.metrics;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.Completion;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoreState;
import dev.idempotency.store.StoredFailure;
import dev.idempotency.store.StoredRecord;
import dev.idempotency.store.StoredResult;

/** Times what is asked of a store, counts what it removes, and shows whether it is degraded. */
public final class MeteredIdempotencyStore implements IdempotencyStore {

    private final IdempotencyStore delegate;
    private final ResolvedMeters<Operation, Timer> operations;
    private final Counter purged;

    /** Times what is asked of {@code delegate}. */
    public MeteredIdempotencyStore(IdempotencyStore delegate, MeterRegistry registry) {
        this.delegate = delegate;
        this.operations = new ResolvedMeters<>(operation -> Timer.builder(IdempotencyMeter.STORE_OPERATIONS.getName())
                .description(IdempotencyMeter.STORE_OPERATIONS.description())
                .tags("store", delegate.name(), "operation", operation.name(), "outcome", operation.outcome())
                .register(registry));
        this.purged = Counter.builder(IdempotencyMeter.RECORDS_PURGED.getName())
                .description(IdempotencyMeter.RECORDS_PURGED.description())
                .tag("store", delegate.name())
                .register(registry);
        Gauge.builder(
                        IdempotencyMeter.STORE_DEGRADED.getName(),
                        delegate,
                        store -> store.state().degraded() ? 1 : 0)
                .description(IdempotencyMeter.STORE_DEGRADED.description())
                .tag("store", delegate.name())
                .register(registry);
    }

    private record Operation(String name, String outcome) {}

    @Override
    public String name() {
        return this.delegate.name();
    }

    @Override
    public ClaimOutcome claim(ClaimRequest request) {
        return timed("claim", () -> this.delegate.claim(request));
    }

    @Override
    public List<ClaimOutcome> claimAll(List<ClaimRequest> requests) {
        return timed("claim_all", () -> this.delegate.claimAll(requests));
    }

    @Override
    public Collection<Claim> renew(Collection<Claim> claims) {
        return timed("renew", () -> this.delegate.renew(claims));
    }

    @Override
    public boolean complete(Claim claim, StoredResult result, Duration ttl) {
        return timed("complete", () -> this.delegate.complete(claim, result, ttl));
    }

    @Override
    public Collection<Claim> completeAll(List<Completion> completions) {
        return timed("complete_all", () -> this.delegate.completeAll(completions));
    }

    @Override
    public boolean fail(Claim claim, StoredFailure failure, Duration retryIn, Duration retention) {
        return timed("fail", () -> this.delegate.fail(claim, failure, retryIn, retention));
    }

    @Override
    public boolean release(Claim claim, Duration retention) {
        return timed("release", () -> this.delegate.release(claim, retention));
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        return timed("find", () -> this.delegate.find(key));
    }

    @Override
    public Optional<StoredRecord> findByOwner(UUID owner) {
        return timed("find_by_owner", () -> this.delegate.findByOwner(owner));
    }

    @Override
    public List<StoredRecord> list(String keyPrefix, @Nullable RecordStatus status, int offset, int limit) {
        return timed("list", () -> this.delegate.list(keyPrefix, status, offset, limit));
    }

    @Override
    public boolean forget(String key) {
        return timed("forget", () -> this.delegate.forget(key));
    }

    @Override
    public int purge(int limit) {
        int removed = timed("purge", () -> this.delegate.purge(limit));
        this.purged.increment(removed);
        return removed;
    }

    @Override
    public boolean joinsCurrentTransaction() {
        return this.delegate.joinsCurrentTransaction();
    }

    @Override
    public StoreState state() {
        return this.delegate.state();
    }

    private <T> T timed(String operation, Supplier<T> action) {
        long start = System.nanoTime();
        String outcome = "error";
        try {
            T result = action.get();
            outcome = "success";
            return result;
        } finally {
            this.operations
                    .of(new Operation(operation, outcome))
                    .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }
}
