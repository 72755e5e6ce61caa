package dev.idempotency.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.idempotency.DistributedLock;
import dev.idempotency.DistributedLocks;
import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.testing.Race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * What every lock provider promises. A backend extends this class and says how its clock is moved past a lease, without
 * waiting.
 */
@Timeout(120)
public abstract class AbstractLockProviderContractTests {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration LONG = Duration.ofMinutes(2);

    private final String prefix = "contract-" + UUID.randomUUID() + ":";

    /** The provider of one more node: the same locks, and where the backend is shared another object. */
    protected abstract LockProvider provider();

    /** Whether leases end locks; what holds for a connection instead does not have to keep those rules. */
    protected boolean hasLeases() {
        return true;
    }

    /** Makes the lease of {@code name} as old as if it had passed. */
    protected abstract void passLease(String name);

    /** Makes the store's clock look as if it had been set back since the last grant of {@code name}, which is free. */
    protected abstract void setClockBack(String name);

    /** Makes the last token of {@code name} as old as if two days had passed. */
    protected void makeOld(String name) {
        throw new UnsupportedOperationException("Tokens are not kept for anybody to remove");
    }

    /** A provider with a connection of its own that can be cut; empty if there is nothing to cut. */
    protected Optional<Severable> severable() {
        return Optional.empty();
    }

    @Test
    void grantsALockThatIsFree() {
        LockGrant grant = granted("free");

        assertThat(grant.fencingToken()).isPositive();
        assertThat(grant.isHeld()).isTrue();
    }

    @Test
    void isNotReentrant() {
        LockProvider provider = provider();
        assertThat(provider.tryAcquire(request("held", LEASE))).isInstanceOf(LockOutcome.Granted.class);

        assertThat(provider.tryAcquire(request("held", LEASE))).isInstanceOf(LockOutcome.Contended.class);
    }

    @Test
    void saysHowLongTheHoldersLeaseLastsYet() {
        assumeThat(hasLeases()).isTrue();
        granted("held");

        assertThat(contended("held").remaining()).isBetween(LEASE.dividedBy(2), LEASE);
    }

    @Test
    void keepsNamesApart() {
        List<String> names = List.of("a", "A", "a ", "ä", "a:b", "a%", "a_", "'", "\\", "{a}", "锁🔒", "x".repeat(200));

        names.forEach(this::granted);

        assertThat(names).allSatisfy(this::contended);
    }

    @Test
    void grantsAReleasedLockWithAGreaterToken() {
        long last = 0;
        for (int i = 0; i < 100; i++) {
            LockGrant grant = granted("released");
            assertThat(grant.fencingToken()).isGreaterThan(last);
            last = grant.fencingToken();
            assertThat(grant.release()).isTrue();
            assertThat(grant.isHeld()).isFalse();
        }
    }

    @Test
    void grantsAGreaterTokenAlsoAfterTheClockWasSetBack() {
        LockGrant before = granted("set back");
        before.release();
        setClockBack(name("set back"));
        LockGrant first = granted("set back");
        first.release();
        LockGrant second = granted("set back");

        assertThat(first.fencingToken()).isGreaterThan(before.fencingToken());
        assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
    }

    @Test
    void grantsALockWhoseLeaseHasPassedWithAGreaterToken() {
        assumeThat(hasLeases()).isTrue();
        LockGrant stale = granted("stale");
        passLease(name("stale"));

        assertThat(granted("stale").fencingToken()).isGreaterThan(stale.fencingToken());
    }

    @Test
    void letsNoStaleHolderReleaseWhatItsSuccessorHolds() {
        assumeThat(hasLeases()).isTrue();
        LockGrant stale = granted("taken over");
        passLease(name("taken over"));
        LockGrant successor = granted("taken over");

        assertThat(stale.release()).isFalse();

        contended("taken over");
        assertThat(successor.extend(LEASE)).isTrue();
        assertThat(successor.release()).isTrue();
    }

    @Test
    void letsNoStaleHolderExtendWhatItsSuccessorHolds() {
        assumeThat(hasLeases()).isTrue();
        LockGrant stale = granted("not extended");
        passLease(name("not extended"));
        granted("not extended");

        assertThat(stale.extend(LONG)).isFalse();

        assertThat(stale.isHeld()).isFalse();
        assertThat(contended("not extended").remaining()).isLessThanOrEqualTo(LEASE);
    }

    @Test
    void extendsALeaseFromNow() {
        assumeThat(hasLeases()).isTrue();
        LockGrant grant = granted("extended");

        assertThat(grant.extend(LONG)).isTrue();

        assertThat(grant.isHeld()).isTrue();
        assertThat(contended("extended").remaining()).isBetween(LEASE.plusSeconds(1), LONG);
    }

    @Test
    void neitherExtendsNorReleasesALeaseThatHasPassed() {
        assumeThat(hasLeases()).isTrue();
        LockGrant grant = granted("passed");
        LockGrant other = granted("passed too");
        passLease(name("passed"));
        passLease(name("passed too"));

        assertThat(grant.extend(LEASE)).isFalse();
        assertThat(grant.isHeld()).isFalse();
        assertThat(other.release()).isFalse();
        granted("passed");
    }

    @Test
    void doesNotExtendWhatWasReleased() {
        LockGrant grant = granted("over");
        grant.release();

        assertThat(grant.extend(LEASE)).isFalse();
        granted("over");
    }

    /** The holder's own deadline counts from before its request, so that it is never the later one. */
    @Test
    void isNeverHeldByItsOwnTimerWhenTheStoreGrantsItToAnother() {
        assumeThat(hasLeases()).isTrue();
        LockProvider first = provider();
        LockProvider second = provider();
        for (int i = 0; i < 50; i++) {
            LockRequest request = request("timer", Duration.ofMillis(3));
            LockGrant grant = ((LockOutcome.Granted) first.tryAcquire(request)).grant();
            LockGrant next = soonGranted(second, request("timer", LEASE));
            assertThat(grant.isHeld()).isFalse();
            assertThat(next.release()).isTrue();
        }
    }

    /** Asks again and again, because a pause would hide what is looked for. */
    private static LockGrant soonGranted(LockProvider provider, LockRequest request) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (System.nanoTime() - deadline < 0) {
            if (provider.tryAcquire(request) instanceof LockOutcome.Granted granted) {
                return granted.grant();
            }
        }
        return fail("A lease of 3 ms has not passed within 10 seconds");
    }

    @Test
    void removesOldTokensOfFreeNamesOnly() {
        LockProvider provider = provider();
        assumeThat(provider).isInstanceOf(TokenRetention.class);
        TokenRetention retention = (TokenRetention) provider;
        while (retention.purge(1000) > 0) {
            // What other tests have left.
        }
        LockGrant young = granted("young");
        young.release();
        for (String name : List.of("old 1", "old 2", "old 3", "old and held")) {
            LockGrant released = granted(name);
            released.release();
            makeOld(name(name));
        }
        LockGrant held = granted("old and held");

        assertThat(retention.purge(2)).isEqualTo(2);
        // What holds by a connection does not need its row before it is released.
        assertThat(retention.purge(2)).isEqualTo(hasLeases() ? 1 : 2);
        assertThat(retention.purge(2)).isZero();

        contended("old and held");
        assertThat(held.release()).isTrue();
        assertThat(granted("young").fencingToken()).isGreaterThan(young.fencingToken());
        granted("old 1");
    }

    @Test
    void neverTakesAStoreThatIsOutOfReachForOneThatSaysNo() {
        Severable severable = severableIfPossible();
        severable.sever().run();

        assertThatExceptionOfType(IdempotencyStoreException.class)
                .isThrownBy(() -> severable.provider().tryAcquire(request("out of reach", LEASE)))
                .withMessageContaining("could not acquire a lock");
    }

    @Test
    void doesNotTellWhatBecameOfALeaseWhileTheStoreIsOutOfReach() {
        assumeThat(hasLeases()).isTrue();
        Severable severable = severableIfPossible();
        LockGrant grant = granted(severable.provider(), "cut off");
        severable.sever().run();

        assertThatExceptionOfType(IdempotencyStoreException.class).isThrownBy(() -> grant.extend(LONG));
        assertThat(grant.isHeld()).isTrue();
        assertThatExceptionOfType(IdempotencyStoreException.class).isThrownBy(grant::release);
        assertThat(grant.isHeld()).isFalse();
        contended("cut off");
    }

    /** The store may have heard what it could not answer: the shorter lease may hold. */
    @Test
    void isHeldNoLongerThanTheShorterOfTwoLeasesWhileTheStoreIsOutOfReach() {
        assumeThat(hasLeases()).isTrue();
        Severable severable = severableIfPossible();
        LockGrant grant = granted(severable.provider(), "shortened");
        severable.sever().run();

        assertThatExceptionOfType(IdempotencyStoreException.class).isThrownBy(() -> grant.extend(Duration.ofMillis(1)));

        await().atMost(Duration.ofSeconds(10)).until(() -> !grant.isHeld());
    }

    @Test
    void grantsALockByItsClockAlone() {
        assumeThat(hasLeases()).isTrue();
        LockProvider provider = provider();
        provider.tryAcquire(request("by the clock", Duration.ofMillis(50)));

        await().pollInterval(Duration.ofMillis(5))
                .until(() -> provider.tryAcquire(request("by the clock", LEASE)) instanceof LockOutcome.Granted);
    }

    @Test
    void grantsEachOfManyNamesToOneOfManyNodes() throws Exception {
        int names = 50;
        AtomicInteger grants = new AtomicInteger();

        Race.of(8, () -> {
            LockProvider node = provider();
            for (int i = 0; i < names; i++) {
                if (node.tryAcquire(request("race-" + i, LEASE)) instanceof LockOutcome.Granted) {
                    grants.incrementAndGet();
                }
            }
        });

        // What holds by a connection lets go of none, so its pool must have that many.
        assertThat(grants).hasValue(names);
    }

    /** Whoever holds it first waits inside until every other node was refused, or has come in as well. */
    @Test
    void excludesEverybodyElse() throws Exception {
        int nodes = 8;
        int rounds = 25;
        CountDownLatch met = new CountDownLatch(nodes);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger mostAtOnce = new AtomicInteger();
        List<Long> tokens = new ArrayList<>();

        Race.of(nodes, () -> {
            LockProvider provider = provider();
            AtomicBoolean first = new AtomicBoolean(true);
            Runnable meet = () -> {
                if (first.getAndSet(false)) {
                    met.countDown();
                }
            };
            DistributedLocks node = new ProvidedLocks(
                    request -> {
                        LockOutcome outcome = provider.tryAcquire(request);
                        if (outcome instanceof LockOutcome.Contended) {
                            meet.run();
                        }
                        return outcome;
                    },
                    "contract",
                    List.of());
            for (int i = 0; i < rounds; i++) {
                try (DistributedLock lock = node.acquire(this.prefix + "fuzz", LEASE, LEASE)) {
                    mostAtOnce.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    meet.run();
                    awaitAll(met);
                    tokens.add(lock.fencingToken());
                    inside.decrementAndGet();
                }
            }
        });

        assertThat(mostAtOnce).hasValue(1);
        assertThat(tokens).hasSize(nodes * rounds).isSorted().doesNotHaveDuplicates();
    }

    /** Of tokens it says nothing: a day goes by here between the two statements of a node, and it counts on less. */
    @Test
    void excludesEverybodyElseWhileOldTokensAreRemoved() throws Exception {
        assumeThat(hasLeases() && provider() instanceof TokenRetention).isTrue();
        List<String> names = List.of("aging 1", "aging 2", "aging 3");
        Set<String> held = ConcurrentHashMap.newKeySet();
        Queue<String> broken = new ConcurrentLinkedQueue<>();
        AtomicInteger removed = new AtomicInteger();

        Race.of(6, () -> {
            LockProvider node = provider();
            for (int i = 0; i < 90; i++) {
                String name = names.get(i % names.size());
                if (node.tryAcquire(request(name, LEASE)) instanceof LockOutcome.Granted granted) {
                    if (!held.add(name)) {
                        broken.add("two hold " + name);
                    }
                    held.remove(name);
                    if (!granted.grant().release()) {
                        broken.add("lost " + name);
                    }
                    makeOld(name(name));
                }
                removed.addAndGet(((TokenRetention) node).purge(10));
            }
        });

        assertThat(broken).isEmpty();
        assertThat(removed).hasPositiveValue();
    }

    private static void awaitAll(CountDownLatch met) {
        try {
            assertThat(met.await(LEASE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Severable severableIfPossible() {
        Optional<Severable> severable = severable();
        assumeThat(severable).isPresent();
        return severable.orElseThrow();
    }

    protected final LockGrant granted(String name) {
        return granted(provider(), name);
    }

    private LockGrant granted(LockProvider provider, String name) {
        LockOutcome outcome = provider.tryAcquire(request(name, LEASE));
        assertThat(outcome).isInstanceOf(LockOutcome.Granted.class);
        return ((LockOutcome.Granted) outcome).grant();
    }

    protected final LockOutcome.Contended contended(String name) {
        LockOutcome outcome = provider().tryAcquire(request(name, LEASE));
        assertThat(outcome).as(name).isInstanceOf(LockOutcome.Contended.class);
        return (LockOutcome.Contended) outcome;
    }

    protected final LockRequest request(String name, Duration lease) {
        return new LockRequest(name(name), UUID.randomUUID(), lease);
    }

    private String name(String name) {
        return this.prefix + name;
    }

    /**
     * A provider whose connection to its store can be cut.
     *
     * @param sever cuts it for good
     */
    public record Severable(LockProvider provider, Runnable sever) {}
}
