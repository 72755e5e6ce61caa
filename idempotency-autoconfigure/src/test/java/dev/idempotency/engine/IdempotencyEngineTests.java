package dev.idempotency.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.idempotency.ExecutionInProgressException;
import dev.idempotency.LeaseLostException;
import dev.idempotency.OnDuplicate;
import dev.idempotency.OnInProgress;
import dev.idempotency.OnStoreFailure;
import dev.idempotency.PayloadMismatchException;
import dev.idempotency.key.ExecutionKey;
import dev.idempotency.store.StoredResult;
import dev.idempotency.store.memory.MemoryIdempotencyStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The state machine on a clock that the test moves. */
class IdempotencyEngineTests {

    private static final Instant START = Instant.parse("2026-11-21T23:30:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final MemoryIdempotencyStore store = new MemoryIdempotencyStore(this.now::get);
    private final EngineListener faulty = new EngineListener() {

        @Override
        public void onLeaseLost(ExecutionKey key, String executionId) {
            throw new IllegalStateException("a listener's own problem");
        }
    };
    private final IdempotencyEngine engine =
            new IdempotencyEngine(this.store, this.now::get, false, List.of(this.faulty), ExecutionObserver.NONE);

    @AfterEach
    void close() {
        this.engine.close();
    }

    private void pass(Duration duration) {
        this.now.updateAndGet(before -> before.plus(duration));
    }

    private static Call call(@Nullable Instant windowEnd, @Nullable String payload, OnInProgress onInProgress) {
        return call("a", windowEnd, payload, onInProgress);
    }

    private static Call call(
            String id, @Nullable Instant windowEnd, @Nullable String payload, OnInProgress onInProgress) {
        TaskPolicy policy = new TaskPolicy(
                "Task.act",
                Duration.ofMinutes(10),
                Duration.ofMinutes(1),
                Duration.ofMillis(30),
                false,
                OnDuplicate.REPLAY,
                onInProgress,
                OnStoreFailure.FAIL,
                new FailurePolicy(0, Duration.ofSeconds(10), 2, Duration.ofMinutes(1), Duration.ofMinutes(1)));
        ExecutionKey key = new ExecutionKey("Task.act", "global", id, "test:Task.act:global:" + id, windowEnd);
        return new Call(policy, key, payload, null);
    }

    private static Call call() {
        return call(null, null, OnInProgress.WAIT);
    }

    private Execution run(Call call) {
        Admission admission = this.engine.admit(call);
        assertThat(admission).isInstanceOf(Admission.Run.class);
        Execution execution = ((Admission.Run) admission).execution();
        execution.start();
        return execution;
    }

    @Test
    void answersFromTheRecordUntilItExpires() {
        run(call()).succeed(() -> StoredResult.value(new byte[] {7}));

        pass(Duration.ofMinutes(10).minusMillis(1));
        assertThat(this.engine.admit(call()))
                .isInstanceOfSatisfying(
                        Admission.Completed.class,
                        completed ->
                                assertThat(completed.record().result()).isEqualTo(StoredResult.value(new byte[] {7})));

        pass(Duration.ofMillis(1));
        run(call());
    }

    @Test
    void keepsARecordUntilItsWindowHasEndedOnEveryNodesClock() {
        Instant midnight = Instant.parse("2026-11-22T00:00:00Z");
        run(call(midnight, null, OnInProgress.WAIT)).succeed(() -> StoredResult.NONE);

        pass(Duration.ofMinutes(45));
        assertThat(this.engine.admit(call(midnight, null, OnInProgress.WAIT))).isInstanceOf(Admission.Completed.class);
    }

    @Test
    void givesUpWaitingWhenItsTimeIsOver() {
        Execution running = run(call());

        assertThatExceptionOfType(ExecutionInProgressException.class)
                .isThrownBy(() -> this.engine.admit(call()))
                .satisfies(thrown -> assertThat(thrown.executionId()).isEqualTo(running.id()))
                .withMessageContaining("did not end within PT0.03S");
    }

    @Test
    void comparesPayloadsBeforeAnythingElse() {
        run(call(null, "payload-1", OnInProgress.SKIP));

        assertThatExceptionOfType(PayloadMismatchException.class)
                .isThrownBy(() -> this.engine.admit(call(null, "payload-2", OnInProgress.SKIP)))
                .satisfies(thrown -> assertThat(thrown).hasMessageNotContaining("payload-1"));
        assertThat(this.engine.admit(call(null, "payload-1", OnInProgress.SKIP)))
                .isInstanceOf(Admission.Skip.class);
    }

    @Test
    void refusesTheCompletionOfOneThatWasOvertakenAndLeavesItsSuccessorAlone() {
        Execution overtaken = run(call());
        pass(Duration.ofMinutes(2));
        Execution successor = run(call());

        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(() -> overtaken.succeed(() -> StoredResult.NONE));

        assertThat(overtaken.isLost()).isTrue();
        successor.succeed(() -> StoredResult.value(new byte[] {2}));
        assertThat(this.engine.admit(call()))
                .isInstanceOfSatisfying(
                        Admission.Completed.class,
                        completed -> assertThat(completed.record().owner()).hasToString(successor.id()));
    }

    @Test
    void completesOneWhoseLeaseMerelyRanOut() {
        Execution late = run(call());
        pass(Duration.ofMinutes(2));

        late.succeed(() -> StoredResult.NONE);

        assertThat(this.engine.admit(call())).isInstanceOf(Admission.Completed.class);
    }

    @Test
    void freesTheKeyOfAFailureAtOnceAndCountsTheAttempt() {
        run(call()).fail(new IllegalStateException("no paper"));

        assertThat(run(call()).claim().attempt()).isEqualTo(2);
    }

    @Test
    void endsAnExecutionOnceHoweverOftenItIsTold() {
        Execution execution = run(call());
        execution.succeed(() -> StoredResult.NONE);

        execution.fail(new IllegalStateException("too late"));
        execution.giveBack();

        assertThat(this.engine.admit(call())).isInstanceOf(Admission.Completed.class);
    }

    @Test
    void givesBackWhatNeverStartedWhenTheApplicationStopsAndKeepsWhatRuns() {
        Admission queued = this.engine.admit(call());
        assertThat(queued).isInstanceOf(Admission.Run.class);
        this.engine.close();
        assertThat(this.store.find("test:Task.act:global:a")).isEmpty();

        run(call());
        this.engine.close();
        assertThat(this.store.find("test:Task.act:global:a")).isPresent();
    }

    @Test
    void doesNotRunWhatWasOvertakenWhileItWaitedAndNobodyNoticed() {
        Execution queued = ((Admission.Run) this.engine.admit(call())).execution();
        queued.stopRenewing();
        pass(Duration.ofMinutes(2));
        Execution successor = run(call());

        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(queued::start);

        assertThat(queued.isStarted()).isFalse();
        successor.succeed(() -> StoredResult.NONE);
    }

    @Test
    void runsWhatWaitedLongerThanItsLeaseAndWasNotOvertaken() {
        Execution queued = ((Admission.Run) this.engine.admit(call())).execution();
        queued.stopRenewing();
        pass(Duration.ofMinutes(2));

        queued.start();

        queued.ensureHeld();
        assertThat(this.engine.admit(call("a", null, null, OnInProgress.SKIP))).isInstanceOf(Admission.Skip.class);
    }

    @Test
    void doesNotRunWhatHasGivenItsKeyBack() {
        Execution queued = ((Admission.Run) this.engine.admit(call())).execution();
        this.engine.giveBackWhatWaits();
        Execution successor = run(call());

        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(queued::start)
                .withMessageContaining("gave its key back");

        this.engine.giveBackWhatWaits();
        successor.succeed(() -> StoredResult.NONE);
        assertThat(this.engine.admit(call())).isInstanceOf(Admission.Completed.class);
    }

    @Test
    void doesNotRunWhatIsKnownToHaveBeenOvertakenInItsQueue() {
        Execution queued = ((Admission.Run) this.engine.admit(call())).execution();
        queued.markLost();

        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(queued::start);
    }

    @Test
    void isIdleOnceWhatRunsAndWhatWaitsAndWhatThoseHaveBegunHasEnded() {
        AtomicBoolean idle = new AtomicBoolean();
        Execution first = run(call());
        this.engine.whenIdle(() -> idle.set(true));
        Execution begunMeanwhile =
                ((Admission.Run) this.engine.admit(call("b", null, null, OnInProgress.WAIT))).execution();

        first.succeed(() -> StoredResult.NONE);
        assertThat(idle).isFalse();
        begunMeanwhile.giveBack();
        assertThat(idle).isTrue();
    }
}
