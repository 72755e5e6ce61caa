package dev.idempotency.benchmarks.compare;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.StoredResult;

/** The library's store without anything above it: shows which part of the cost is the aspect's. */
record ThroughTheStore(String name, IdempotencyStore store, Work work) implements Candidate {

    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final Duration TTL = Duration.ofHours(1);

    private ClaimOutcome claim(String key) {
        return this.store.claim(new ClaimRequest("bench:orders:global:" + key, UUID.randomUUID(), LEASE, TTL, null));
    }

    @Override
    public void first(String key) {
        ClaimOutcome outcome = claim(key);
        Work.check(outcome instanceof ClaimOutcome.Granted, "The first claim is blocked");
        byte[] result = this.work.run().getBytes(StandardCharsets.UTF_8);
        Work.check(
                this.store.complete(((ClaimOutcome.Granted) outcome).claim(), StoredResult.value(result), TTL),
                "The claim is lost");
    }

    @Override
    public void duplicate(String key) {
        ClaimOutcome outcome = claim(key);
        Work.check(
                outcome instanceof ClaimOutcome.Blocked blocked
                        && blocked.record().result().kind() == StoredResult.Kind.VALUE,
                "The duplicate got no result");
    }
}
