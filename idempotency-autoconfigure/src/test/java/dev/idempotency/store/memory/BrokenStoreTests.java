package dev.idempotency.store.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.Completion;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredFailure;
import dev.idempotency.store.StoredRecord;
import dev.idempotency.store.StoredResult;
import dev.idempotency.testing.Gap;
import dev.idempotency.testing.Rules;

import static org.assertj.core.api.Assertions.assertThat;

/** The negative control of the contract: with a protection taken out of a store, the contract fails. */
class BrokenStoreTests {

    @Test
    void theUnbrokenStoreBreaksNoRule() {
        assertThat(Rules.brokenOf(Unbroken.class)).isEmpty();
    }

    @Test
    void aWriteThatAsksForTheStateOnlyIsFoundOut() {
        String[] rules = {
            "letsNoStaleHolderWriteOverItsSuccessor",
            "refusesAWriteWithTheRightOwnerAndTheWrongToken",
            "refusesAWriteWithTheRightTokenAndTheWrongOwner"
        };
        assertThat(Rules.brokenOf(WithoutFence.class, rules)).containsExactlyInAnyOrder(rules);
    }

    @Test
    void aClaimThatLooksFirstAndWritesThenIsFoundOut() {
        String rule = "grantsEachOfManyKeysToOneOfManyThreads";
        assertThat(Rules.brokenOf(CheckThenAct.class, rule)).containsExactly(rule);
    }

    @Test
    void aTokenThatStartsAgainIsFoundOut() {
        String rule = "grantsGrowingTokensAlsoAfterTheRecordWasPurged";
        assertThat(Rules.brokenOf(TokenFromOne.class, rule)).containsExactly(rule);
    }

    @Test
    void aClientsOwnClockIsFoundOut() {
        String rule = "blocksAKeyThatIsHeldAndSaysByWhomAndForHowLong";
        assertThat(Rules.brokenOf(ClientsClock.class, rule)).containsExactly(rule);
    }

    @Test
    void aBatchThatLooksNotWhatStandsInItsWayIsFoundOut() {
        String[] rules = {"claimsEveryKeyOfABatchOnItsOwn", "grantsEveryKeyOfOverlappingBatchesOnce"};
        assertThat(Rules.brokenOf(BlindBatch.class, rules)).containsExactlyInAnyOrder(rules);
    }

    @Test
    void aBatchThatSaysOfNoCompletionThatItFailedIsFoundOut() {
        String[] rules = {
            "completesEveryExecutionOfABatchThatStillHoldsItsKeyAndNamesTheOthers", "completesABatchOnlyOnce"
        };
        assertThat(Rules.brokenOf(DeafBatch.class, rules)).containsExactlyInAnyOrder(rules);
    }

    @Test
    void aReleaseThatCountsWhatNeverRanIsFoundOut() {
        String rule = "countsNoAttemptForAClaimThatIsGivenBackUncounted";
        assertThat(Rules.brokenOf(CountingRelease.class, rule)).containsExactly(rule);
    }

    @Test
    void aListThatShowsResultsIsFoundOut() {
        String rule = "listsVisibleRecordsOfAPrefixWithoutTheirResults";
        assertThat(Rules.brokenOf(ListOfResults.class, rule)).containsExactly(rule);
    }

    static class Unbroken extends MemoryIdempotencyStoreTests {}

    static class WithoutFence extends MemoryIdempotencyStoreTests {

        private final IdempotencyStore broken = new Delegating(super.store()) {

            // Writes as whoever holds the key.
            private Claim holding(Claim claim) {
                return super.find(claim.key())
                        .filter(found -> found.status() == RecordStatus.RUNNING)
                        .map(found -> new Claim(
                                claim.key(), found.owner(), found.fencingToken(), found.attempt(), claim.lease()))
                        .orElse(claim);
            }

            @Override
            public boolean complete(Claim claim, StoredResult result, Duration ttl) {
                return super.complete(holding(claim), result, ttl);
            }

            @Override
            public boolean release(Claim claim, Duration retention) {
                return super.release(holding(claim), retention);
            }
        };

        @Override
        protected IdempotencyStore store() {
            return this.broken;
        }
    }

    static class CheckThenAct extends MemoryIdempotencyStoreTests {

        private final Gap gap = new Gap();
        private final IdempotencyStore broken = new Delegating(super.store()) {

            @Override
            public ClaimOutcome claim(ClaimRequest request) {
                Optional<StoredRecord> standing = super.find(request.key());
                if (standing.isPresent()) {
                    return super.claim(request);
                }
                CheckThenAct.this.gap.awaitAnotherLookAt(request.key());
                return write(request);
            }

            private synchronized ClaimOutcome write(ClaimRequest request) {
                super.forget(request.key());
                return super.claim(request);
            }
        };

        @Override
        protected IdempotencyStore store() {
            return this.broken;
        }
    }

    static class TokenFromOne extends MemoryIdempotencyStoreTests {

        private final IdempotencyStore broken = new Delegating(super.store()) {

            private final ConcurrentHashMap<Claim, Claim> real = new ConcurrentHashMap<>();

            @Override
            public ClaimOutcome claim(ClaimRequest request) {
                ClaimOutcome outcome = super.claim(request);
                if (outcome instanceof ClaimOutcome.Granted granted) {
                    Claim claim = granted.claim();
                    Claim shown =
                            new Claim(claim.key(), claim.owner(), claim.attempt(), claim.attempt(), claim.lease());
                    this.real.put(shown, claim);
                    return new ClaimOutcome.Granted(shown);
                }
                return outcome;
            }

            @Override
            public boolean complete(Claim claim, StoredResult result, Duration ttl) {
                return super.complete(this.real.getOrDefault(claim, claim), result, ttl);
            }
        };

        @Override
        protected IdempotencyStore store() {
            return this.broken;
        }
    }

    static class BlindBatch extends MemoryIdempotencyStoreTests {

        private final IdempotencyStore broken = new Delegating(super.store()) {

            @Override
            public synchronized List<ClaimOutcome> claimAll(List<ClaimRequest> requests) {
                requests.forEach(request -> super.forget(request.key()));
                return super.claimAll(requests);
            }
        };

        @Override
        protected IdempotencyStore store() {
            return this.broken;
        }
    }

    static class DeafBatch extends MemoryIdempotencyStoreTests {

        private final IdempotencyStore broken = new Delegating(super.store()) {

            @Override
            public Collection<Claim> completeAll(List<Completion> completions) {
                super.completeAll(completions);
                return List.of();
            }
        };

        @Override
        protected IdempotencyStore store() {
            return this.broken;
        }
    }

    static class CountingRelease extends MemoryIdempotencyStoreTests {

        private final IdempotencyStore broken = new Delegating(super.store()) {

            @Override
            public boolean release(Claim claim, Duration retention) {
                int attempt = super.find(claim.key()).map(StoredRecord::attempt).orElse(claim.attempt());
                return super.release(
                        new Claim(claim.key(), claim.owner(), claim.fencingToken(), attempt, claim.lease()), retention);
            }
        };

        @Override
        protected IdempotencyStore store() {
            return this.broken;
        }
    }

    /** Reads what it lists once more, and so has the results. */
    static class ListOfResults extends MemoryIdempotencyStoreTests {

        private final IdempotencyStore broken = new Delegating(super.store()) {

            @Override
            public List<StoredRecord> list(String keyPrefix, @Nullable RecordStatus status, int offset, int limit) {
                return super.list(keyPrefix, status, offset, limit).stream()
                        .flatMap(record -> super.find(record.key()).stream())
                        .toList();
            }
        };

        @Override
        protected IdempotencyStore store() {
            return this.broken;
        }
    }

    /** Every client asks a clock of its own, and one is two minutes ahead. */
    static class ClientsClock extends MemoryIdempotencyStoreTests {

        private final boolean[] ahead = new boolean[1];
        private final InstantSource clock =
                () -> Instant.now().plus(this.ahead[0] ? Duration.ofMinutes(2) : Duration.ZERO);
        private final IdempotencyStore broken = new Delegating(new MemoryIdempotencyStore(this.clock)) {

            @Override
            public ClaimOutcome claim(ClaimRequest request) {
                try {
                    return super.claim(request);
                } finally {
                    ClientsClock.this.ahead[0] = !ClientsClock.this.ahead[0];
                }
            }
        };

        @Override
        protected IdempotencyStore store() {
            return this.broken;
        }
    }

    private static class Delegating implements IdempotencyStore {

        private final IdempotencyStore delegate;

        Delegating(IdempotencyStore delegate) {
            this.delegate = delegate;
        }

        @Override
        public String name() {
            return "broken";
        }

        @Override
        public ClaimOutcome claim(ClaimRequest request) {
            return this.delegate.claim(request);
        }

        @Override
        public Collection<Claim> renew(Collection<Claim> claims) {
            return this.delegate.renew(claims);
        }

        @Override
        public boolean complete(Claim claim, StoredResult result, Duration ttl) {
            return this.delegate.complete(claim, result, ttl);
        }

        @Override
        public boolean fail(Claim claim, StoredFailure failure, Duration retryIn, Duration retention) {
            return this.delegate.fail(claim, failure, retryIn, retention);
        }

        @Override
        public boolean release(Claim claim, Duration retention) {
            return this.delegate.release(claim, retention);
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
            return this.delegate.forget(key);
        }

        @Override
        public int purge(int limit) {
            return this.delegate.purge(limit);
        }
    }
}
