package dev.idempotency.lock;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.idempotency.DistributedLock;
import dev.idempotency.DistributedLocks;
import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.LockTimeoutException;
import dev.idempotency.lock.memory.MemoryLockProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** What holds for all providers: waiting, queues, arguments, and what is said when a lock is lost. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ProvidedLocksTests {

    private static final Duration LEASE = Duration.ofMinutes(1);

    private final MemoryLockProvider memory = new MemoryLockProvider();
    private final List<String> asking = new CopyOnWriteArrayList<>();
    private final LockProvider counting = request -> {
        this.asking.add(Thread.currentThread().getName());
        return this.memory.tryAcquire(request);
    };
    private final DistributedLocks locks = locks(this.counting);

    private static ProvidedLocks locks(LockProvider provider, LockListener... listeners) {
        return new ProvidedLocks(provider, "test", List.of(listeners));
    }

    private DistributedLock held(String name) {
        return this.locks.tryAcquire(name, LEASE).orElseThrow();
    }

    @Test
    void locksAndFrees() {
        DistributedLock lock = held("a");
        assertThat(lock.name()).isEqualTo("a");
        assertThat(lock.fencingToken()).isPositive();
        assertThat(lock.isHeld()).isTrue();
        assertThat(lock.extend(LEASE)).isTrue();
        assertThat(this.locks.tryAcquire("a", LEASE)).isEmpty();

        lock.close();

        assertThat(lock.isHeld()).isFalse();
        assertThat(lock.extend(LEASE)).isFalse();
        assertThat(held("a").fencingToken()).isGreaterThan(lock.fencingToken());
    }

    @Test
    void sharesNoLockWithAnotherNamespace() {
        DistributedLocks others = new ProvidedLocks(this.memory, "others", List.of());
        held("a");

        assertThat(others.tryAcquire("a", LEASE)).isPresent();
    }

    @Test
    void closesOnce() {
        AtomicInteger releases = new AtomicInteger();
        DistributedLock lock = locks(granting(() -> releases.incrementAndGet() > 0))
                .tryAcquire("a", LEASE)
                .orElseThrow();

        lock.close();
        lock.close();

        assertThat(releases).hasValue(1);
    }

    @Test
    void warnsOnceOfALockThatWasLostAndLeavesItsSuccessorAlone(CapturedOutput output) {
        DistributedLock stale =
                this.locks.tryAcquire("lost", Duration.ofMillis(1)).orElseThrow();
        DistributedLock successor = this.locks.acquire("lost", LEASE, LEASE);
        assertThat(stale.isHeld()).isFalse();

        stale.close();
        stale.close();

        assertThat(output.getAll().split("The lock 'lost' was lost before it was closed", -1))
                .hasSize(2);
        assertThat(successor.isHeld()).isTrue();
        assertThat(this.locks.tryAcquire("lost", LEASE)).isEmpty();
    }

    @Test
    void saysSoWhenTheLeaseRanOutBeforeTheActionEnded(CapturedOutput output) {
        IOException thrown = new IOException("disk full");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> this.locks.withLock("short", Duration.ofMillis(1), Duration.ZERO, () -> {
                    this.locks.acquire("short", LEASE, LEASE).close();
                    throw thrown;
                }))
                .isSameAs(thrown);

        assertThat(output).contains("The lock 'short' was lost before it was closed: its lease had passed");
    }

    @Test
    void throwsNothingWhenALockCannotBeReleased(CapturedOutput output) {
        DistributedLocks flaky = locks(granting(() -> {
            throw new IdempotencyStoreException("out of order", null);
        }));

        assertThat(flaky.<String>withLock("a", LEASE, Duration.ZERO, () -> "done"))
                .isEqualTo("done");

        assertThat(output).contains("The lock 'a' could not be released").contains("out of order");
    }

    @Test
    void asksOnceWhereThereIsNoTimeToWait() {
        held("a");
        this.asking.clear();

        assertThatExceptionOfType(LockTimeoutException.class)
                .isThrownBy(() -> this.locks.acquire("a", LEASE, Duration.ZERO));

        assertThat(this.asking).hasSize(1);
        assertThat(this.locks.acquire("b", LEASE, Duration.ZERO).isHeld()).isTrue();
    }

    @Test
    void saysForWhatAndHowLongItWaitedInVain() {
        held("ledger:42");
        Duration wait = Duration.ofMillis(40);
        long start = System.nanoTime();

        assertThatExceptionOfType(LockTimeoutException.class)
                .isThrownBy(() -> this.locks.acquire("ledger:42", LEASE, wait))
                .withMessage("The lock 'ledger:42' was not free within PT0.04S")
                .satisfies(ex -> {
                    assertThat(ex.name()).isEqualTo("ledger:42");
                    assertThat(ex.waitTime()).isEqualTo(wait);
                });

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(wait.toNanos());
    }

    @Test
    void takesOverWhenTheLeaseOfAHolderThatNeverClosesHasPassed() {
        DistributedLock first =
                this.locks.tryAcquire("a", Duration.ofMillis(30)).orElseThrow();

        DistributedLock second = this.locks.acquire("a", LEASE, LEASE);

        assertThat(first.isHeld()).isFalse();
        assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
    }

    @Test
    void letsOneWaiterOfAProcessAskForAllOfThem() {
        DistributedLock lock = held("a");
        this.asking.clear();
        List<Waiter> waiters =
                IntStream.range(0, 8).mapToObj(i -> waiter("a", LEASE)).toList();

        await().until(() -> this.asking.size() > 8);
        assertThat(Set.copyOf(this.asking)).hasSize(1);

        lock.close();
        waiters.forEach(Waiter::join);
    }

    @Test
    void servesWaitersInTheOrderInWhichTheyCame() {
        List<Integer> served = Collections.synchronizedList(new ArrayList<>());
        List<Waiter> waiters = new ArrayList<>();
        DistributedLock lock = held("a");
        for (int i = 0; i < 6; i++) {
            int number = i;
            Waiter waiter = new Waiter(() -> this.locks.withLock("a", LEASE, LEASE, () -> served.add(number)));
            waiters.add(waiter);
            await().pollInterval(Duration.ofMillis(1))
                    .until(() -> waiter.thread.getState() == Thread.State.TIMED_WAITING);
        }

        lock.close();
        waiters.forEach(Waiter::join);

        assertThat(served).containsExactly(0, 1, 2, 3, 4, 5);
    }

    /** The first pause has 10 ms, so that who slept through it would have taken at least about as long. */
    @Test
    void wakesTheFirstWaiterAtOnceWhenTheLockIsFreedInThisProcess() {
        List<Long> latencies = new ArrayList<>();
        for (int i = 0; i < 31; i++) {
            String name = "handover-" + i;
            DistributedLock lock = held(name);
            int asked = this.asking.size();
            AtomicReference<Long> acquired = new AtomicReference<>();
            Waiter waiter = new Waiter(() -> {
                this.locks.acquire(name, LEASE, LEASE);
                acquired.set(System.nanoTime());
            });
            while (this.asking.size() == asked) {
                Thread.onSpinWait();
            }
            long freed = System.nanoTime();
            lock.close();
            waiter.join();
            latencies.add(acquired.get() - freed);
        }

        Collections.sort(latencies);
        assertThat(Duration.ofNanos(latencies.get(15))).as("the median").isLessThan(Duration.ofMillis(8));
    }

    /** As long as the wait in the test before, for a lock that another process frees. */
    @Test
    void wakesTheFirstWaiterAtOnceWhenItHearsOfARelease() {
        HearingProvider hearing = new HearingProvider(this.counting);
        DistributedLocks here = locks(hearing);
        List<Long> latencies = new ArrayList<>();
        for (int i = 0; i < 31; i++) {
            String name = "elsewhere-" + i;
            DistributedLock lock = held(name);
            int asked = this.asking.size();
            AtomicReference<Long> acquired = new AtomicReference<>();
            Waiter waiter = new Waiter(() -> {
                here.acquire(name, LEASE, LEASE);
                acquired.set(System.nanoTime());
            });
            while (this.asking.size() == asked) {
                Thread.onSpinWait();
            }
            long freed = System.nanoTime();
            lock.close();
            hearing.tell("others:" + name);
            hearing.tell("test:" + name);
            waiter.join();
            latencies.add(acquired.get() - freed);
        }

        Collections.sort(latencies);
        assertThat(Duration.ofNanos(latencies.get(15))).as("the median").isLessThan(Duration.ofMillis(8));
        assertThat(hearing.listens).hasValue(1);
    }

    @Test
    void listensToOthersOnlyOnceSomebodyHasToWait() {
        HearingProvider hearing = new HearingProvider(this.memory);
        DistributedLocks here = locks(hearing);
        here.acquire("a", LEASE, LEASE);
        here.tryAcquire("a", LEASE);
        assertThat(hearing.listens).hasValue(0);

        assertThatExceptionOfType(LockTimeoutException.class)
                .isThrownBy(() -> here.acquire("a", LEASE, Duration.ofMillis(1)));

        assertThat(hearing.listens).hasValue(1);
    }

    @Test
    void endsTheWaitOfAThreadThatIsInterrupted() {
        DistributedLock lock = held("a");
        AtomicBoolean flagged = new AtomicBoolean();
        AtomicReference<LockTimeoutException> failure = new AtomicReference<>();
        Waiter first = waiter("a", LEASE);
        Waiter second = new Waiter(() -> {
            try {
                this.locks.acquire("a", LEASE, LEASE);
            } catch (LockTimeoutException ex) {
                failure.set(ex);
                flagged.set(Thread.currentThread().isInterrupted());
            }
        });

        second.thread.interrupt();
        second.join();

        assertThat(failure.get())
                .hasMessageContaining("the thread was interrupted")
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(flagged).isTrue();
        lock.close();
        first.join();
        assertThat(this.locks.acquire("a", LEASE, LEASE).isHeld()).isTrue();
    }

    /** Drivers do not send a command from a thread whose interrupt is pending, so the lock would stay. */
    @Test
    void freesTheLockOfAThreadThatIsInterrupted() {
        AtomicBoolean interruptedMeanwhile = new AtomicBoolean();
        DistributedLock lock = locks(granting(() -> {
                    interruptedMeanwhile.set(Thread.currentThread().isInterrupted());
                    return true;
                }))
                .tryAcquire("a", LEASE)
                .orElseThrow();

        Thread.currentThread().interrupt();
        lock.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(interruptedMeanwhile).isFalse();
    }

    @Test
    void forgetsAQueueInWhichNobodyStands() {
        LockQueues queues = new LockQueues();
        LockQueues.Place first = queues.join("a");
        LockQueues.Place second = queues.join("a");
        first.close();
        assertThat(queues.isEmpty()).isFalse();
        second.close();
        assertThat(queues.isEmpty()).isTrue();
    }

    @Test
    void pausesLongerAndLongerButNeverLongerThanTheHoldersLeaseNorThanItHasTime() {
        Patience patience = new Patience(Duration.ofHours(1));
        long last = 0;
        for (int i = 0; i < 30; i++) {
            long pause = patience.nextPause(null);
            assertThat(Duration.ofNanos(pause)).isBetween(Duration.ofMillis(10), Duration.ofMillis(500));
            last = pause;
        }
        assertThat(Duration.ofNanos(last)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
        assertThat(Duration.ofNanos(patience.nextPause(Duration.ofMillis(7)))).isEqualTo(Duration.ofMillis(7));
        assertThat(Duration.ofNanos(patience.nextPause(Duration.ZERO))).isEqualTo(Duration.ofMillis(1));
        assertThat(Duration.ofNanos(new Patience(Duration.ofMillis(5)).nextPause(LEASE)))
                .isLessThanOrEqualTo(Duration.ofMillis(5));
    }

    @Test
    void passesUnchangedWhatTheActionThrowsAndFreesTheLock() {
        IOException thrown = new IOException("disk full");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> this.locks.withLock("a", LEASE, Duration.ZERO, () -> {
                    assertThat(this.locks.tryAcquire("a", LEASE)).isEmpty();
                    throw thrown;
                }))
                .isSameAs(thrown);

        assertThat(this.locks.<@Nullable Object>withLock("a", LEASE, Duration.ZERO, () -> null))
                .isNull();
        assertThat(this.locks.tryAcquire("a", LEASE)).isPresent();
    }

    @Test
    void neverTakesAnErrorForContention() {
        IdempotencyStoreException outOfOrder = new IdempotencyStoreException("out of order", null);
        List<AcquireOutcome> outcomes = new ArrayList<>();
        DistributedLocks broken = locks(
                request -> {
                    throw outOfOrder;
                },
                new LockListener() {

                    @Override
                    public void onAcquire(String name, Duration took, AcquireOutcome outcome) {
                        outcomes.add(outcome);
                    }
                });

        assertThatExceptionOfType(IdempotencyStoreException.class)
                .isThrownBy(() -> broken.tryAcquire("a", LEASE))
                .isSameAs(outOfOrder);
        assertThatExceptionOfType(IdempotencyStoreException.class)
                .isThrownBy(() -> broken.acquire("a", LEASE, LEASE))
                .isSameAs(outOfOrder);
        assertThat(outcomes).containsExactly(AcquireOutcome.ERROR, AcquireOutcome.ERROR);
    }

    @Test
    void isNotDisturbedByAListener() {
        DistributedLocks observed = locks(this.memory, new LockListener() {

            @Override
            public void onAcquire(String name, Duration took, AcquireOutcome outcome) {
                throw new IllegalStateException("a listener's own problem");
            }

            @Override
            public void onClose(String name, Duration held) {
                throw new IllegalStateException("a listener's own problem");
            }
        });

        observed.acquire("a", LEASE, LEASE).close();

        assertThat(observed.tryAcquire("a", LEASE)).isPresent();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "\t"})
    @SuppressWarnings("NullAway") // what callers without null checks pass
    void refusesANameThatSaysNothing(@Nullable String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> this.locks.tryAcquire(name, LEASE))
                .withMessageMatching("The name of a lock is (null|blank); give it one .*");
    }

    @Test
    void refusesANameThatCannotBeKept() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> this.locks.acquire("x".repeat(201), LEASE, LEASE))
                .withMessageContaining("may have 200 characters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> this.locks.acquire("a\u0000b", LEASE, LEASE))
                .withMessageContaining("control character at index 1");
        assertThat(this.locks.tryAcquire("x".repeat(200), LEASE)).isPresent();
    }

    @ParameterizedTest
    @NullSource
    @CsvSource({"PT0S", "PT-1S", "PT0.0009S", "PT876001H"})
    @SuppressWarnings("NullAway") // what callers without null checks pass
    void refusesALeaseThatCannotBe(@Nullable Duration lease) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> this.locks.tryAcquire("a", lease))
                .withMessage("The lease of the lock 'a' is " + lease + "; it must be from 1 ms to 100 years");
        DistributedLock lock = held("a");
        assertThatIllegalArgumentException().isThrownBy(() -> lock.extend(lease));
    }

    @Test
    void takesTheShortestAndTheLongestLeaseAndWait() {
        assertThat(this.locks.tryAcquire("short", Duration.ofMillis(1))).isPresent();
        assertThat(this.locks
                        .acquire("long", Duration.ofDays(36_500), Duration.ofSeconds(Long.MAX_VALUE))
                        .isHeld())
                .isTrue();
    }

    @ParameterizedTest
    @NullSource
    @CsvSource("PT-0.001S")
    @SuppressWarnings("NullAway") // what callers without null checks pass
    void refusesAWaitThatCannotBe(@Nullable Duration wait) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> this.locks.acquire("a", LEASE, wait))
                .withMessage("The wait for the lock 'a' is " + wait + "; it must be zero or longer");
    }

    @Test
    void showsNoWholeNameInMessages() {
        String personal = "customer:" + "someone@example.org".repeat(3);
        held(personal);

        assertThatExceptionOfType(LockTimeoutException.class)
                .isThrownBy(() -> this.locks.acquire(personal, LEASE, Duration.ZERO))
                .satisfies(ex ->
                        assertThat(ex.getMessage()).doesNotContain(personal).contains("customer:"));
    }

    private Waiter waiter(String name, Duration wait) {
        return new Waiter(() -> this.locks.acquire(name, LEASE, wait).close());
    }

    /** Grants whatever is asked for, and asks {@code release} whether it was held. */
    private static LockProvider granting(BooleanSupplier release) {
        return request -> new LockOutcome.Granted(new LockGrant() {

            @Override
            public long fencingToken() {
                return 1;
            }

            @Override
            public boolean isHeld() {
                return true;
            }

            @Override
            public boolean extend(Duration lease) {
                return true;
            }

            @Override
            public boolean release() {
                return release.getAsBoolean();
            }
        });
    }

    /** Hears what the test tells it. */
    private static final class HearingProvider implements LockProvider, ReleaseNews {

        private final LockProvider delegate;
        private final AtomicInteger listens = new AtomicInteger();
        private volatile Consumer<String> listener = name -> {};

        HearingProvider(LockProvider delegate) {
            this.delegate = delegate;
        }

        @Override
        public LockOutcome tryAcquire(LockRequest request) {
            return this.delegate.tryAcquire(request);
        }

        @Override
        public void listen(Consumer<String> listener) {
            this.listener = listener;
            this.listens.incrementAndGet();
        }

        @Override
        public void stopListening() {
            throw new UnsupportedOperationException("Nobody but the wiring stops it");
        }

        void tell(String name) {
            this.listener.accept(name);
        }
    }

    /** Somebody in a thread of their own. */
    private static final class Waiter {

        private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
        private final Thread thread;

        Waiter(Runnable body) {
            this.thread = new Thread(() -> {
                try {
                    body.run();
                    this.end.complete(null);
                } catch (Throwable ex) {
                    this.end.completeExceptionally(ex);
                }
            });
            this.thread.start();
        }

        void join() {
            this.end.join();
        }
    }
}
