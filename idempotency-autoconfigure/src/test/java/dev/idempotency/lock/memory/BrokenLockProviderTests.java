package dev.idempotency.lock.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.idempotency.lock.LockGrant;
import dev.idempotency.lock.LockOutcome;
import dev.idempotency.lock.LockProvider;
import dev.idempotency.lock.LockRequest;
import dev.idempotency.testing.Gap;
import dev.idempotency.testing.Rules;

import static org.assertj.core.api.Assertions.assertThat;

/** The negative control of the contract: with a protection taken out of a provider, the contract fails. */
class BrokenLockProviderTests {

    @Test
    void theUnbrokenProviderBreaksNoRule() {
        assertThat(Rules.brokenOf(Unbroken.class)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "letsNoStaleHolderReleaseWhatItsSuccessorHolds",
                "neitherExtendsNorReleasesALeaseThatHasPassed",
                "letsNoStaleHolderExtendWhatItsSuccessorHolds",
                "doesNotExtendWhatWasReleased"
            })
    void anEndOrAnExtensionThatAsksForNoOwnerIsFoundOut(String rule) {
        assertThat(Rules.brokenOf(WithoutOwner.class, rule)).containsExactly(rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"grantsEachOfManyNamesToOneOfManyNodes", "excludesEverybodyElse"})
    void aLockThatLooksFirstAndLocksThenIsFoundOut(String rule) {
        assertThat(Rules.brokenOf(CheckThenAct.class, rule)).containsExactly(rule);
    }

    @Test
    void aTokenThatIsNothingButTheTimeIsFoundOut() {
        String rule = "grantsAGreaterTokenAlsoAfterTheClockWasSetBack";
        assertThat(Rules.brokenOf(TokenOfTheClock.class, rule)).containsExactly(rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"isNotReentrant", "excludesEverybodyElse"})
    void aReentrantLockIsFoundOut(String rule) {
        assertThat(Rules.brokenOf(Reentrant.class, rule)).containsExactly(rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"isNotReentrant", "saysHowLongTheHoldersLeaseLastsYet"})
    void aClientsOwnClockIsFoundOut(String rule) {
        assertThat(Rules.brokenOf(ClientsClock.class, rule)).containsExactly(rule);
    }

    @Test
    void aTimerThatIsStartedByTheAnswerIsFoundOut() {
        String rule = "isNeverHeldByItsOwnTimerWhenTheStoreGrantsItToAnother";
        assertThat(Rules.brokenOf(TimerFromAnswer.class, rule)).containsExactly(rule);
    }

    static class Unbroken extends MemoryLockProviderTests {}

    /** Extends and releases what whoever holds the lock has. */
    static class WithoutOwner extends MemoryLockProviderTests {

        private final ConcurrentMap<String, LockGrant> latest = new ConcurrentHashMap<>();

        @Override
        protected LockProvider provider() {
            return request -> {
                LockOutcome outcome = super.provider().tryAcquire(request);
                if (outcome instanceof LockOutcome.Granted granted) {
                    this.latest.put(request.name(), granted.grant());
                    return new LockOutcome.Granted(new Delegating(granted.grant()) {

                        @Override
                        public boolean extend(Duration lease) {
                            latest(request).extend(lease);
                            return true;
                        }

                        @Override
                        public boolean release() {
                            latest(request).release();
                            return true;
                        }
                    });
                }
                return outcome;
            };
        }

        private LockGrant latest(LockRequest request) {
            LockGrant grant = this.latest.get(request.name());
            assertThat(grant).isNotNull();
            return grant;
        }
    }

    static class CheckThenAct extends MemoryLockProviderTests {

        private final Set<String> held = ConcurrentHashMap.newKeySet();
        private final Gap gap = new Gap();

        @Override
        protected LockProvider provider() {
            return request -> {
                if (this.held.contains(request.name())) {
                    return new LockOutcome.Contended(null);
                }
                this.gap.awaitAnotherLookAt(request.name());
                this.held.add(request.name());
                LockRequest unique = new LockRequest(request.owner().toString(), request.owner(), request.lease());
                LockGrant grant = ((LockOutcome.Granted) super.provider().tryAcquire(unique)).grant();
                return new LockOutcome.Granted(new Delegating(grant) {

                    @Override
                    public boolean release() {
                        CheckThenAct.this.held.remove(request.name());
                        return super.release();
                    }
                });
            };
        }
    }

    static class TokenOfTheClock extends MemoryLockProviderTests {

        private Duration behind = Duration.ZERO;

        @Override
        protected void setClockBack(String name) {
            this.behind = Duration.ofDays(10);
        }

        @Override
        protected LockProvider provider() {
            return request -> super.provider().tryAcquire(request) instanceof LockOutcome.Granted granted
                    ? new LockOutcome.Granted(new Delegating(granted.grant()) {

                        private final long token = super.fencingToken() - TokenOfTheClock.this.behind.toNanos() / 1000;

                        @Override
                        public long fencingToken() {
                            return this.token;
                        }
                    })
                    : new LockOutcome.Contended(null);
        }
    }

    static class Reentrant extends MemoryLockProviderTests {

        private final ConcurrentMap<String, LockGrant> latest = new ConcurrentHashMap<>();

        @Override
        protected LockProvider provider() {
            return request -> {
                LockOutcome outcome = super.provider().tryAcquire(request);
                if (outcome instanceof LockOutcome.Granted granted) {
                    this.latest.put(request.name(), granted.grant());
                    return outcome;
                }
                LockGrant again = this.latest.get(request.name());
                return again == null ? outcome : new LockOutcome.Granted(again);
            };
        }
    }

    /** Every client asks a clock of its own, and one is two minutes ahead. */
    static class ClientsClock extends MemoryLockProviderTests {

        private final boolean[] ahead = new boolean[1];
        private final InstantSource clock =
                () -> Instant.now().plus(this.ahead[0] ? Duration.ofMinutes(2) : Duration.ZERO);
        private final LockProvider provider = new MemoryLockProvider(this.clock);

        @Override
        protected LockProvider provider() {
            return request -> {
                try {
                    return this.provider.tryAcquire(request);
                } finally {
                    this.ahead[0] = !this.ahead[0];
                }
            };
        }
    }

    /** Believes in a lease from when it heard of it, which is some time after it began. */
    static class TimerFromAnswer extends MemoryLockProviderTests {

        @Override
        protected LockProvider provider() {
            return request -> super.provider().tryAcquire(request) instanceof LockOutcome.Granted granted
                    ? new LockOutcome.Granted(new Delegating(granted.grant()) {

                        private final long until = System.nanoTime()
                                + request.lease().toNanos()
                                + Duration.ofMillis(1).toNanos();

                        @Override
                        public boolean isHeld() {
                            return System.nanoTime() - this.until < 0;
                        }
                    })
                    : new LockOutcome.Contended(null);
        }
    }

    private static class Delegating implements LockGrant {

        private final LockGrant delegate;

        Delegating(LockGrant delegate) {
            this.delegate = delegate;
        }

        @Override
        public long fencingToken() {
            return this.delegate.fencingToken();
        }

        @Override
        public boolean isHeld() {
            return this.delegate.isHeld();
        }

        @Override
        public boolean extend(Duration lease) {
            return this.delegate.extend(lease);
        }

        @Override
        public boolean release() {
            return this.delegate.release();
        }
    }
}
