package dev.idempotency.nodes;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import dev.idempotency.Status;
import dev.idempotency.nodes.Work.Word;

import static org.assertj.core.api.Assertions.assertThat;

/** What two processes do to each other on one store, when one of them fails, freezes, shuts down or is killed. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AbstractSeveralNodesTests {

    private Nodes nodes;

    /** The store, and where it is, as arguments of a {@link NodeApplication}. */
    abstract List<String> storeArguments();

    @BeforeAll
    void startNodes() {
        this.nodes = new Nodes(storeArguments());
    }

    @AfterEach
    void endNodesInUse() {
        this.nodes.endThoseInUse();
    }

    @AfterAll
    void endNodes() {
        this.nodes.close();
    }

    Nodes nodes() {
        return this.nodes;
    }

    static String newKey() {
        return UUID.randomUUID().toString();
    }

    static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
    }

    /** Calls, and comes back when the task runs. */
    static CompletableFuture<String> begin(Node node, String task, String key) {
        CompletableFuture<String> call = node.call(task, key);
        awaitRun(node, key);
        return call;
    }

    static void awaitRun(Node node, String key) {
        await().until(() -> !node.said(key).isEmpty());
    }

    static String resultOf(CompletableFuture<String> call) {
        assertThat(call).succeedsWithin(Duration.ofSeconds(30));
        return call.join();
    }

    static String executionThatRan(Node node, String key) {
        return node.said(key).get(0).substring("runs ".length());
    }

    @Test
    void aWaitingNodeGetsTheResultOfTheOneThatRuns() {
        Node first = this.nodes.take();
        Node second = this.nodes.take();
        String key = newKey();
        CompletableFuture<String> running = begin(first, "waits", key);
        long claimsBefore = second.storeOperations("claim");
        CompletableFuture<String> waiting = second.call("waits", key);
        await().until(() -> second.storeOperations("claim") >= claimsBefore + 3);

        first.tell(key, Word.RETURN);

        String execution = executionThatRan(first, key);
        assertThat(resultOf(running)).isEqualTo("returned " + execution);
        assertThat(resultOf(waiting)).isEqualTo("returned " + execution);
        assertThat(second.said(key)).isEmpty();
        assertThat(second.effects(key)).containsExactly(execution);
        this.nodes.giveBack(first, second);
    }

    @Test
    void aWaitingNodeTakesOverFromOneThatFails() {
        Node first = this.nodes.take();
        Node second = this.nodes.take();
        String key = newKey();
        CompletableFuture<String> running = begin(first, "waits", key);
        CompletableFuture<String> waiting = second.call("waits", key);

        first.tell(key, Word.FAIL);
        assertThat(resultOf(running)).isEqualTo("threw IllegalStateException");
        awaitRun(second, key);
        second.tell(key, Word.RETURN);

        assertThat(resultOf(waiting)).isEqualTo("returned " + executionThatRan(second, key));
        assertThat(second.record("waits", key).attempt()).isEqualTo(2);
        this.nodes.giveBack(first, second);
    }

    @Test
    void aWaitingNodeTakesOverFromOneThatWasKilledWhenItsLeaseIsOverAndDoesNotAskAllTheTime() {
        Node first = this.nodes.take();
        Node second = this.nodes.take();
        String key = newKey();
        var unused = begin(first, "waits", key);
        Node.Found killed = second.record("waits", key);
        long claimsBefore = second.storeOperations("claim");
        CompletableFuture<String> waiting = second.call("waits", key);

        first.kill();
        awaitRun(second, key);
        second.tell(key, Word.RETURN);

        assertThat(resultOf(waiting)).isEqualTo("returned " + executionThatRan(second, key));
        Node.Found successor = second.record("waits", key);
        assertThat(successor.attempt()).isEqualTo(2);
        assertThat(successor.fencingToken()).isGreaterThan(killed.fencingToken());
        assertThat(Duration.between(killed.startedAt(), successor.startedAt())).isGreaterThanOrEqualTo(Node.LEASE);
        assertThat(second.effects(key)).containsExactlyInAnyOrder(killed.executionId(), successor.executionId());
        // The pauses grow from 10 ms to 500 ms; without them there would be a thousand or more.
        assertThat(second.storeOperations("claim") - claimsBefore).isBetween(3L, 40L);
        this.nodes.giveBack(second);
    }

    @Test
    void aFrozenNodeLearnsThatItWasOvertakenAndOverwritesNothing() {
        Overtaking overtaking = overtakeFrozen("waits");

        Node late = overtaking.late();
        String key = overtaking.key();
        late.tell(key, Word.ENSURE_HELD);
        await().until(() -> late.said(key).size() == 2);
        assertThat(late.said(key)).last().isEqualTo("not held");
        late.tell(key, Word.RETURN);

        assertThat(resultOf(overtaking.lateCall())).isEqualTo("threw LeaseLostException");
        assertThat(overtaking.successor().record("waits", key)).isEqualTo(overtaking.completed());
        assertThat(late.events(key)).containsExactly("lost " + key + " " + executionThatRan(late, key));
        assertThat(late.leasesLost("waits") - overtaking.lostBefore()).isOne();
        assertThat(resultOf(late.call("waits", key)))
                .isEqualTo("returned " + overtaking.completed().executionId());
        this.nodes.giveBack(late, overtaking.successor());
    }

    /** One node freezes while it runs a task, for longer than its lease; another one runs and completes it meanwhile. */
    Overtaking overtakeFrozen(String task) {
        Node late = this.nodes.take();
        Node successor = this.nodes.take();
        String key = newKey();
        long lostBefore = late.leasesLost(task);
        CompletableFuture<String> lateCall = begin(late, task, key);
        Node.Found overtaken = successor.record(task, key);
        late.freeze();
        CompletableFuture<String> successorCall = begin(successor, task, key);
        successor.tell(key, Word.RETURN);
        String execution = executionThatRan(successor, key);
        assertThat(resultOf(successorCall)).isEqualTo("returned " + execution);
        Node.Found completed = successor.record(task, key);
        assertThat(completed.status()).isEqualTo(Status.DONE);
        assertThat(completed.executionId()).isEqualTo(execution);
        assertThat(completed.fencingToken()).isGreaterThan(overtaken.fencingToken());
        late.thaw();
        return new Overtaking(key, late, lateCall, successor, completed, lostBefore);
    }

    record Overtaking(
            String key,
            Node late,
            CompletableFuture<String> lateCall,
            Node successor,
            Node.Found completed,
            long lostBefore) {}

    @Test
    void keepsItsKeysForSeveralLeasesWithFewRenewals() {
        Node first = this.nodes.take();
        Node second = this.nodes.take();
        int executions = 20;
        List<String> keys = Stream.generate(AbstractSeveralNodesTests::newKey)
                .limit(executions)
                .toList();
        List<CompletableFuture<String>> running =
                keys.stream().map(key -> first.call("refuses", key)).toList();
        String skipped = newKey();
        CompletableFuture<String> runningToo = begin(first, "skips", skipped);
        keys.forEach(key -> awaitRun(first, key));
        long renewalsBefore = first.storeOperations("renew");
        Instant start = heldUntil(second, "refuses", keys.get(0));

        await().until(() -> {
            assertThat(resultOf(second.call("refuses", keys.get(0)))).isEqualTo("threw ExecutionInProgressException");
            assertThat(resultOf(second.call("skips", skipped))).isEqualTo("returned nothing");
            return !heldUntil(second, "refuses", keys.get(0)).isBefore(start.plus(Node.LEASE.multipliedBy(3)));
        });

        long renewals = first.storeOperations("renew") - renewalsBefore;
        keys.forEach(key -> first.tell(key, Word.RETURN));
        first.tell(skipped, Word.RETURN);
        for (int i = 0; i < executions; i++) {
            String execution = executionThatRan(first, keys.get(i));
            assertThat(resultOf(running.get(i))).isEqualTo("returned " + execution);
            assertThat(second.effects(keys.get(i))).containsExactly(execution);
        }
        assertThat(resultOf(runningToo)).isEqualTo("returned " + executionThatRan(first, skipped));
        assertThat(first.leasesLost("refuses")).isZero();
        // A lease is renewed before half of it is over, and together with all that are due in that ninth of a lease.
        assertThat(renewals).isBetween(2L * 3, 9L * 4);
        this.nodes.giveBack(first, second);
    }

    static Instant heldUntil(Node node, String task, String key) {
        Instant leaseUntil = node.record(task, key).leaseUntil();
        assertThat(leaseUntil).isNotNull();
        return leaseUntil;
    }

    @Test
    void shutsDownAfterWhatItHasBegunAndWhatWaitsForThat() {
        Node ending = this.nodes.take();
        Node other = this.nodes.take();
        String begun = newKey();
        String queued = newKey();
        CompletableFuture<String> begunCall = begin(ending, "patiently", begun);
        var unused = ending.call("patiently", queued);
        await().until(() -> other.find("patiently", queued).isPresent());

        ending.terminate();
        Instant terminated = heldUntil(other, "patiently", begun);
        await().until(() -> {
            assertThat(resultOf(other.call("patiently", begun))).isEqualTo("threw ExecutionInProgressException");
            assertThat(resultOf(other.call("patiently", queued))).isEqualTo("threw ExecutionInProgressException");
            return !heldUntil(other, "patiently", begun).isBefore(terminated.plus(Node.LEASE));
        });
        ending.tell(begun, Word.RETURN);
        awaitRun(ending, queued);
        ending.tell(queued, Word.RETURN);

        assertThat(resultOf(begunCall)).startsWith("returned ");
        ending.awaitEnd();
        for (String key : List.of(begun, queued)) {
            Node.Found record = other.record("patiently", key);
            assertThat(record.status()).isEqualTo(Status.DONE);
            assertThat(record.attempt()).isOne();
            assertThat(other.effects(key)).containsExactly(record.executionId());
            assertThat(resultOf(other.call("patiently", key))).isEqualTo("returned " + record.executionId());
            assertThat(other.said(key)).isEmpty();
        }
        this.nodes.giveBack(other);
    }

    @Test
    void givesBackWhatDidNotBeginBeforeItsShutdownWasOverAndLeavesTheRestToTheLease() {
        Node ending = this.nodes.start("--spring.lifecycle.timeout-per-shutdown-phase=500ms");
        Node other = this.nodes.take();
        String stuck = newKey();
        String queued = newKey();
        var unused = begin(ending, "asBootDoes", stuck);
        var unusedToo = ending.call("asBootDoes", queued);
        await().until(() -> other.find("asBootDoes", queued).isPresent());
        String stuckExecution = other.record("asBootDoes", stuck).executionId();

        ending.terminate();
        ending.awaitEnd();

        other.tell(queued, Word.RETURN);
        other.tell(stuck, Word.RETURN);
        assertThat(resultOf(other.call("asBootDoes", queued))).startsWith("returned ");
        assertThat(other.effects(queued)).hasSize(1);
        assertThat(resultOf(other.call("asBootDoes", stuck))).isEqualTo("threw ExecutionInProgressException");
        await().until(() -> resultOf(other.call("asBootDoes", stuck)).startsWith("returned "));
        assertThat(other.record("asBootDoes", stuck).attempt()).isEqualTo(2);
        assertThat(other.effects(stuck)).hasSize(2).contains(stuckExecution);
        this.nodes.giveBack(other);
    }

    @Test
    void countsTheAttemptOfAKilledNode() {
        Node killed = this.nodes.take();
        Node second = this.nodes.take();
        String key = newKey();
        var unused = begin(killed, "twiceAtMost", key);
        killed.kill();

        second.tell(key, Word.FAIL);
        await().until(() -> resultOf(second.call("twiceAtMost", key)).equals("threw IllegalStateException"));

        assertThat(second.record("twiceAtMost", key).attempt()).isEqualTo(2);
        assertThat(resultOf(second.call("twiceAtMost", key))).startsWith("threw AttemptsExhaustedException");
        assertThat(second.events(key)).containsExactly("exhausted " + key + " " + executionThatRan(second, key));
        assertThat(second.effects(key)).hasSize(2);
        this.nodes.giveBack(second);
    }

    @Test
    void waitsForTheBackoffOfAnotherNodesFailureAndTellsOfTheLastFailureOnce() {
        Node first = this.nodes.take();
        Node second = this.nodes.take();
        String key = newKey();
        first.tell(key, Word.FAIL);
        second.tell(key, Word.FAIL);
        assertThat(resultOf(first.call("twiceAtMost", key))).isEqualTo("threw IllegalStateException");

        String refused = resultOf(second.call("twiceAtMost", key));
        assertThat(refused).startsWith("threw PreviouslyFailedException ");
        Instant retryAt = Instant.parse(refused.substring(refused.lastIndexOf(' ') + 1));
        assertThat(second.record("twiceAtMost", key).completedAt())
                .isEqualTo(retryAt.minus(Duration.parse(Tasks.BACKOFF)));
        await().until(() -> resultOf(second.call("twiceAtMost", key)).equals("threw IllegalStateException"));

        Node.Found exhausted = second.record("twiceAtMost", key);
        assertThat(exhausted.attempt()).isEqualTo(2);
        assertThat(exhausted.startedAt()).isAfterOrEqualTo(retryAt);
        for (Node node : List.of(first, second)) {
            assertThat(resultOf(node.call("twiceAtMost", key))).startsWith("threw AttemptsExhaustedException");
        }
        assertThat(first.events(key)).isEmpty();
        assertThat(second.events(key)).containsExactly("exhausted " + key + " " + exhausted.executionId());
        this.nodes.giveBack(first, second);
    }
}
