package dev.idempotency.store.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.idempotency.engine.WallClock;
import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredFailure;
import dev.idempotency.store.StoredRecord;
import dev.idempotency.store.StoredResult;

/** Keeps the records in this process's memory: it protects one process, and forgets everything when that ends. */
public final class MemoryIdempotencyStore implements IdempotencyStore {

    private final ConcurrentMap<String, StoredRecord> records = new ConcurrentHashMap<>();
    private final InstantSource clock;

    /** A store whose clock is the system's, but never steps back when that is set. */
    public MemoryIdempotencyStore() {
        this(WallClock.monotonic());
    }

    /**
     * A store with its own clock.
     *
     * @param clock decides leases and expiry; must not step back
     */
    public MemoryIdempotencyStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public ClaimOutcome claim(ClaimRequest request) {
        StoredRecord standing = this.records.get(request.key());
        if (standing == null || !blocks(standing, this.clock.instant())) {
            standing = this.records.compute(request.key(), (key, current) -> grantUnlessBlocked(request, current));
        }
        if (standing.status() == RecordStatus.RUNNING && standing.owner().equals(request.owner())) {
            return new ClaimOutcome.Granted(new Claim(
                    standing.key(), standing.owner(), standing.fencingToken(), standing.attempt(), request.lease()));
        }
        return new ClaimOutcome.Blocked(standing, Duration.between(this.clock.instant(), standing.blockedUntil()));
    }

    private StoredRecord grantUnlessBlocked(ClaimRequest request, @Nullable StoredRecord current) {
        Instant now = this.clock.instant();
        if (current != null && blocks(current, now)) {
            return current;
        }
        StoredRecord continued = current != null
                        && current.status() != RecordStatus.DONE
                        && current.expiresAt().isAfter(now)
                ? current
                : null;
        long previousToken = current == null ? 0 : current.fencingToken();
        return new StoredRecord(
                request.key(),
                RecordStatus.RUNNING,
                request.owner(),
                Math.max(previousToken + 1, microseconds(now)),
                continued == null ? 1 : continued.attempt() + 1,
                request.payloadDigest(),
                continued == null ? now : continued.firstSeenAt(),
                now,
                now.plus(request.lease()),
                null,
                now.plus(request.retention()),
                StoredResult.NONE,
                null);
    }

    @Override
    public Collection<Claim> renew(Collection<Claim> claims) {
        return claims.stream().filter(claim -> !renew(claim)).toList();
    }

    private boolean renew(Claim claim) {
        return changeIfHeld(claim, held -> {
            Instant leaseUntil = this.clock.instant().plus(claim.lease());
            Instant expiresAt = leaseUntil.isAfter(held.expiresAt()) ? leaseUntil : held.expiresAt();
            return changed(
                    held, RecordStatus.RUNNING, held.attempt(), leaseUntil, null, expiresAt, StoredResult.NONE, null);
        });
    }

    @Override
    public boolean complete(Claim claim, StoredResult result, Duration ttl) {
        return changeIfHeld(claim, held -> {
            Instant now = this.clock.instant();
            Instant expiresAt = now.plus(ttl);
            return changed(held, RecordStatus.DONE, claim.attempt(), expiresAt, now, expiresAt, result, null);
        });
    }

    @Override
    public boolean fail(Claim claim, StoredFailure failure, Duration retryIn, Duration retention) {
        return changeIfHeld(claim, held -> {
            Instant now = this.clock.instant();
            return changed(
                    held,
                    RecordStatus.FAILED,
                    claim.attempt(),
                    now.plus(retryIn),
                    now,
                    now.plus(retention),
                    StoredResult.NONE,
                    failure);
        });
    }

    @Override
    public boolean release(Claim claim, Duration retention) {
        return changeIfHeld(claim, held -> {
            Instant now = this.clock.instant();
            return changed(
                    held,
                    RecordStatus.RELEASED,
                    claim.attempt(),
                    now,
                    now,
                    now.plus(retention),
                    StoredResult.NONE,
                    null);
        });
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        StoredRecord found = this.records.get(key);
        return found != null && isVisible(found) ? Optional.of(found) : Optional.empty();
    }

    @Override
    public Optional<StoredRecord> findByOwner(UUID owner) {
        return this.records.values().stream()
                .filter(record -> record.owner().equals(owner))
                .filter(this::isVisible)
                .findFirst();
    }

    @Override
    public List<StoredRecord> list(String keyPrefix, @Nullable RecordStatus status, int offset, int limit) {
        return this.records.values().stream()
                .filter(record -> record.key().startsWith(keyPrefix))
                .filter(record -> status == null || record.status() == status)
                .filter(this::isVisible)
                .sorted(StoredRecord.NEWEST_FIRST)
                .skip(offset)
                .limit(limit)
                .map(StoredRecord::withoutResult)
                .toList();
    }

    @Override
    public boolean forget(String key) {
        boolean[] found = new boolean[1];
        this.records.computeIfPresent(key, (sameKey, current) -> {
            Instant now = this.clock.instant();
            found[0] = isVisible(current);
            return changed(current, RecordStatus.RELEASED, current.attempt(), now, now, now, StoredResult.NONE, null);
        });
        return found[0];
    }

    @Override
    public int purge(int limit) {
        int removed = 0;
        for (StoredRecord candidate : this.records.values()) {
            if (removed == limit) {
                break;
            }
            if (isExpired(candidate) && this.records.remove(candidate.key(), candidate)) {
                removed++;
            }
        }
        return removed;
    }

    private boolean isVisible(StoredRecord record) {
        return record.status() != RecordStatus.RELEASED && !isExpired(record);
    }

    private boolean isExpired(StoredRecord record) {
        return !record.expiresAt().isAfter(this.clock.instant());
    }

    private static boolean blocks(StoredRecord record, Instant now) {
        return record.status() != RecordStatus.RELEASED && record.blockedUntil().isAfter(now);
    }

    private boolean changeIfHeld(Claim claim, UnaryOperator<StoredRecord> change) {
        while (true) {
            StoredRecord current = this.records.get(claim.key());
            if (current == null || !isHeldBy(current, claim)) {
                return false;
            }
            if (this.records.replace(claim.key(), current, change.apply(current))) {
                return true;
            }
        }
    }

    private static boolean isHeldBy(StoredRecord record, Claim claim) {
        return record.status() == RecordStatus.RUNNING
                && record.owner().equals(claim.owner())
                && record.fencingToken() == claim.fencingToken();
    }

    private static StoredRecord changed(
            StoredRecord held,
            RecordStatus status,
            int attempt,
            Instant blockedUntil,
            @Nullable Instant endedAt,
            Instant expiresAt,
            StoredResult result,
            @Nullable StoredFailure failure) {
        return new StoredRecord(
                held.key(),
                status,
                held.owner(),
                held.fencingToken(),
                attempt,
                held.payloadDigest(),
                held.firstSeenAt(),
                held.startedAt(),
                blockedUntil,
                endedAt,
                expiresAt,
                result,
                failure);
    }

    private static long microseconds(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
    }
}
