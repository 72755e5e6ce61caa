package dev.idempotency.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.idempotency.ExecutionInProgressException;
import dev.idempotency.IdempotencyContext;
import dev.idempotency.IdempotencyException;
import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.LeaseLostException;
import dev.idempotency.OnInProgress;
import dev.idempotency.PayloadMismatchException;
import dev.idempotency.PreviouslyFailedException;
import dev.idempotency.Status;
import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredFailure;
import dev.idempotency.store.StoredRecord;
import dev.idempotency.store.StoredResult;

/**
 * Decides for every call whether it runs, and sees every execution to its end. One per application and store. To stop
 * it, wait for {@link #whenIdle}, then {@link #giveBackWhatWaits()} while the store can still be reached, then close it.
 */
public final class IdempotencyEngine implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(IdempotencyEngine.class);

    private final IdempotencyStore store;
    private final InstantSource clock;
    private final Listeners listeners;
    private final ExecutionObserver observer;
    private final LeaseKeeper keeper;
    private final boolean keepAlive;
    private final ConcurrentMap<String, Execution> running = new ConcurrentHashMap<>();
    private final ExecutorService waiters = Executors.newCachedThreadPool(new DaemonThreads("idempotency-waiter-"));
    private final ExecutionEnd end;

    /**
     * Makes an engine.
     *
     * @param store keeps the records
     * @param clock tells the time that windows are measured by
     * @param keepAlive whether the leases of running executions are renewed
     * @param listeners are told what happens
     * @param observer sees claims and executions while they last
     */
    public IdempotencyEngine(
            IdempotencyStore store,
            InstantSource clock,
            boolean keepAlive,
            List<EngineListener> listeners,
            ExecutionObserver observer) {
        this.store = store;
        this.clock = clock;
        this.keepAlive = keepAlive;
        this.listeners = new Listeners(listeners);
        this.observer = observer;
        this.keeper = new LeaseKeeper(store::renew);
        this.end = new ExecutionEnd(store, this.keeper, this.listeners, this::ttl, this::forgetRunning);
    }

    /** Is told what this engine's listeners are told, and what only the way into it knows. */
    public EngineListener listeners() {
        return this.listeners;
    }

    /** Whether a completion that is written now, in this thread, commits or rolls back with the active transaction. */
    public boolean joinsCurrentTransaction() {
        return this.store.joinsCurrentTransaction();
    }

    /**
     * Decides what the caller of {@code call} is to do, and waits for an execution in progress where the policy says
     * so.
     *
     * @throws ExecutionInProgressException if it is running, and the policy is to throw or the wait took too long
     * @throws PayloadMismatchException if the key stands for another payload
     * @throws PreviouslyFailedException if it has failed, and the failure is remembered
     * @throws IdempotencyStoreException if the store cannot tell, and the policy is to fail then
     */
    public Admission admit(Call call) {
        return observed(this.observer.claiming(call.key()), () -> List.of(waitAndAdmit(call)))
                .get(0);
    }

    private Admission waitAndAdmit(Call call) {
        Waiting waiting = new Waiting(call.policy().waitTimeout());
        boolean counted = false;
        while (true) {
            Admission admission = attempt(call, !counted);
            if (!(admission instanceof Admission.Busy busy)) {
                return admission;
            }
            StoredRecord record = busy.blocked().record();
            counted |= isOf(call, record);
            waiting.pause(call, busy.blocked(), endOf(record));
        }
    }

    /**
     * As {@link #admit}, but the returned future takes over where that would wait. The first claim is made in this
     * thread; what it throws is thrown here.
     */
    public CompletableFuture<Admission> admitWithoutWaiting(Call call) {
        return admitWithoutWaiting(call, this.observer.claiming(call.key()));
    }

    private CompletableFuture<Admission> admitWithoutWaiting(Call call, ExecutionObserver.ObservedClaim observed) {
        Admission admission;
        try {
            admission = within(observed, () -> attempt(call, true));
        } catch (RuntimeException ex) {
            observed.ended(ex);
            throw ex;
        }
        if (!(admission instanceof Admission.Busy busy)) {
            ended(observed, List.of(admission));
            return CompletableFuture.completedFuture(admission);
        }
        return waitAndAdmit(call, busy.blocked(), new Waiting(call.policy().waitTimeout()))
                .whenComplete((admitted, failure) -> {
                    if (failure == null) {
                        ended(observed, List.of(admitted));
                    } else {
                        Throwable cause = failure.getCause();
                        observed.ended(failure instanceof CompletionException && cause != null ? cause : failure);
                    }
                });
    }

    private static List<Admission> observed(ExecutionObserver.ObservedClaim observed, Supplier<List<Admission>> claim) {
        try {
            return ended(observed, within(observed, claim));
        } catch (RuntimeException ex) {
            observed.ended(ex);
            throw ex;
        }
    }

    private static <T> T within(ExecutionObserver.ObservedClaim observed, Supplier<T> claim) {
        ExecutionObserver.ObservationScope scope = observed.open();
        try {
            return claim.get();
        } finally {
            scope.close();
        }
    }

    private static List<Admission> ended(ExecutionObserver.ObservedClaim observed, List<Admission> admissions) {
        observed.ended(admissions);
        for (Admission admission : admissions) {
            if (admission instanceof Admission.Run run) {
                run.execution().claimedUnder(observed);
            }
        }
        return admissions;
    }

    private CompletableFuture<Admission> waitAndAdmit(Call call, ClaimOutcome.Blocked blocked, Waiting waiting) {
        return waiting.pauseLater(call, blocked, endOf(blocked.record()))
                .thenComposeAsync(
                        again -> {
                            Admission admission = attempt(call, !isOf(call, blocked.record()));
                            return admission instanceof Admission.Busy busy
                                    ? waitAndAdmit(call, busy.blocked(), waiting)
                                    : CompletableFuture.completedFuture(admission);
                        },
                        this.waiters);
    }

    /** As {@link #admit}, entirely in other threads. */
    public CompletableFuture<Admission> admitElsewhere(Call call) {
        ExecutionObserver.ObservedClaim observed = this.observer.claiming(call.key());
        CompletableFuture<Call> elsewhere = CompletableFuture.completedFuture(call);
        return elsewhere.thenComposeAsync(claimed -> admitWithoutWaiting(claimed, observed), this.waiters);
    }

    /** Runs what talks to the store, where the caller's thread must not wait for that. */
    public Executor elsewhere() {
        return this.waiters;
    }

    /** As {@link #admit}, but {@link Admission.Busy} where that would wait. */
    public Admission admitUnlessBusy(Call call) {
        return observed(this.observer.claiming(call.key()), () -> List.of(attempt(call, true)))
                .get(0);
    }

    /**
     * Decides about several calls with different keys, none of an exclusive task, with one claim for all of them.
     * Never waits, and throws nothing: {@link Admission.Busy} and {@link Admission.Refused} stand for that.
     *
     * @param calls at least one
     * @return the admissions in the order of the calls
     */
    public List<Admission> admitAll(List<Call> calls) {
        return observed(this.observer.claiming(calls.get(0).key()), () -> attemptAll(calls));
    }

    private List<Admission> attemptAll(List<Call> calls) {
        long sentNanos = System.nanoTime();
        List<ClaimOutcome> outcomes;
        try {
            outcomes = this.store.claimAll(calls.stream().map(this::request).toList());
        } catch (IdempotencyStoreException ex) {
            return calls.stream()
                    .map(call -> orRefused(() -> withoutStore(call, ex)))
                    .toList();
        }
        return IntStream.range(0, outcomes.size())
                .mapToObj(i -> orRefused(() -> decide(calls.get(i), outcomes.get(i), sentNanos, true)))
                .toList();
    }

    private static Admission orRefused(Supplier<Admission> decision) {
        try {
            return decision.get();
        } catch (IdempotencyException ex) {
            return new Admission.Refused(ex);
        }
    }

    /**
     * Several executions have returned: each is completed as by {@link Execution#succeed}, with one call to the store.
     *
     * @return what {@code succeed} would have thrown
     */
    public Map<Execution, RuntimeException> succeedAll(Map<Execution, StoredResult> results) {
        return this.end.completeAll(results);
    }

    /** Does something later, in a thread of its own. */
    public void after(Duration delay, Runnable work) {
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, this.waiters)
                .execute(work);
    }

    /**
     * Lets the lease of an execution of this node pass now, as if the node had been frozen for that long. For tests.
     *
     * @return whether there is one with this key
     */
    public boolean expireLease(String fullKey) {
        Execution execution = this.running.get(fullKey);
        if (execution == null) {
            return false;
        }
        execution.stopRenewing();
        this.store.renew(execution.claims().stream().map(Claim::withoutLease).toList());
        return true;
    }

    private void forgetRunning(Execution execution) {
        execution.claims().forEach(claim -> this.running.remove(claim.key(), execution));
    }

    /** Whether a record that is in the way is that of the call's own key, and not its task's slot. */
    private static boolean isOf(Call call, StoredRecord record) {
        return record.key().equals(call.key().full());
    }

    /** The end of the execution that this node runs under the record's key; never done if it runs elsewhere. */
    private CompletableFuture<?> endOf(StoredRecord record) {
        Execution execution = this.running.get(record.key());
        return execution == null ? new CompletableFuture<>() : execution.ended();
    }

    private Admission attempt(Call call, boolean first) {
        long sentNanos = System.nanoTime();
        ClaimOutcome outcome;
        try {
            outcome = this.store.claim(request(call));
        } catch (IdempotencyStoreException ex) {
            return withoutStore(call, ex);
        }
        return decide(call, outcome, sentNanos, first);
    }

    private ClaimRequest request(Call call) {
        return new ClaimRequest(
                call.key().full(), UUID.randomUUID(), call.policy().lease(), ttl(call), call.payloadDigest());
    }

    private Admission decide(Call call, ClaimOutcome outcome, long sentNanos, boolean first) {
        if (outcome instanceof ClaimOutcome.Granted granted) {
            refuseAttemptTooMany(call, granted.claim());
            return call.slot() == null
                    ? new Admission.Run(begin(call, granted.claim(), null, sentNanos))
                    : claimSlot(call, call.slot(), granted.claim());
        }
        ClaimOutcome.Blocked blocked = (ClaimOutcome.Blocked) outcome;
        StoredRecord record = blocked.record();
        refuseOtherPayload(call, record);
        if (first) {
            logger.debug(
                    "{} is a duplicate of execution {}, attempt {}: {}",
                    call.key(),
                    record.owner(),
                    record.attempt(),
                    record.status());
            this.listeners.onDuplicate(call.key(), record.owner().toString(), publicStatus(record.status()));
        }
        return switch (record.status()) {
            case DONE -> new Admission.Completed(record);
            case RUNNING -> onInProgress(call, blocked);
            case FAILED -> throw Failures.previous(call.key(), record);
            case RELEASED ->
                throw new IdempotencyStoreException("The record of " + call.key() + " blocks and is free", null);
        };
    }

    /**
     * The key first and the slot second: a duplicate of a completed key is answered whoever has the slot. A key whose
     * call does not get the slot was not used.
     */
    private Admission claimSlot(Call call, String slot, Claim claim) {
        long sentNanos = System.nanoTime();
        ClaimOutcome outcome;
        try {
            outcome = this.store.claim(new ClaimRequest(
                    slot, claim.owner(), claim.lease(), call.policy().lease(), null));
        } catch (IdempotencyStoreException ex) {
            giveBack(call, claim);
            return withoutStore(call, ex);
        }
        if (outcome instanceof ClaimOutcome.Granted granted) {
            return new Admission.Run(begin(call, claim, granted.claim(), sentNanos));
        }
        giveBack(call, claim);
        return onInProgress(call, (ClaimOutcome.Blocked) outcome);
    }

    private void giveBack(Call call, Claim claim) {
        try {
            this.store.release(claim.notCounted(), call.policy().ttl());
        } catch (IdempotencyStoreException ex) {
            logger.error(
                    "The key {} could not be given back; it is free when its lease passes. {}",
                    call.key(),
                    ex.getMessage());
        }
    }

    private static Admission withoutStore(Call call, IdempotencyStoreException failure) {
        return switch (call.policy().onStoreFailure()) {
            case PROCEED -> {
                logger.warn("{} runs WITHOUT protection, as its policy says: {}", call.key(), failure.getMessage());
                yield new Admission.Unprotected();
            }
            case SKIP -> {
                logger.warn("{} does not run, as its policy says: {}", call.key(), failure.getMessage());
                yield new Admission.Skip();
            }
            case FAIL, DEFAULT -> throw failure;
        };
    }

    /** Attempts count also if they died without a word; then the one that comes after the last finds out. */
    private void refuseAttemptTooMany(Call call, Claim claim) {
        FailurePolicy policy = call.policy().failure();
        if (policy.isLimited() && claim.attempt() > policy.maxAttempts()) {
            StoredFailure failure = new StoredFailure(
                    LeaseLostException.class.getName(), "The last attempt ended without a word", true);
            this.store.fail(claim, failure, policy.failureTtl(), policy.failureTtl());
            logger.warn(
                    "{} has no attempt left: attempt {} ended without a word. No call runs it before {} have passed",
                    call.key(),
                    policy.maxAttempts(),
                    policy.failureTtl());
            this.listeners.onExhausted(call.key(), claim.owner().toString(), policy.maxAttempts(), failure);
            throw Failures.exhausted(
                    call.key(),
                    claim.owner(),
                    failure,
                    policy.maxAttempts(),
                    this.clock.instant().plus(policy.failureTtl()));
        }
    }

    private Execution begin(Call call, Claim claim, @Nullable Claim slot, long sentNanos) {
        Execution execution = new Execution(this.end, call, claim, slot, sentNanos);
        execution.claims().forEach(held -> this.running.put(held.key(), execution));
        if (this.keepAlive) {
            this.keeper.keep(execution);
        }
        logger.debug("Claimed {}", execution);
        return execution;
    }

    private static void refuseOtherPayload(Call call, StoredRecord record) {
        if (call.payloadDigest() != null && !call.payloadDigest().equals(record.payloadDigest())) {
            throw new PayloadMismatchException(
                    call.key() + " was first called with another payload: a key stands for one payload only",
                    call.key().task(),
                    call.key().given());
        }
    }

    private static Admission onInProgress(Call call, ClaimOutcome.Blocked blocked) {
        OnInProgress policy = call.policy().onInProgress();
        if (policy == OnInProgress.SKIP) {
            return new Admission.Skip();
        }
        if (policy == OnInProgress.THROW) {
            throw inProgress(call, blocked, "and its policy is to throw");
        }
        if (isRunningInThisThread(blocked.record())) {
            throw inProgress(call, blocked, "which is waiting for this very call: it would wait for itself");
        }
        return new Admission.Busy(blocked);
    }

    private static boolean isRunningInThisThread(StoredRecord record) {
        return IdempotencyContext.current()
                .filter(context -> context.executionId().equals(record.owner().toString()))
                .isPresent();
    }

    static ExecutionInProgressException inProgress(Call call, ClaimOutcome.Blocked blocked, String reason) {
        String executionId = blocked.record().owner().toString();
        String busy = isOf(call, blocked.record())
                ? call.key() + " is running as execution " + executionId
                : call.key() + " has to wait: the task is exclusive, and execution " + executionId
                        + " is running with another key";
        return new ExecutionInProgressException(
                busy + ", " + reason, call.key().task(), call.key().given(), executionId);
    }

    private static Status publicStatus(RecordStatus status) {
        return switch (status) {
            case RUNNING -> Status.RUNNING;
            case DONE -> Status.DONE;
            case FAILED, RELEASED -> Status.FAILED;
        };
    }

    /**
     * A record lives at least until its window ends. The clocks of nodes and store may differ, so it is kept for some
     * time beyond that end as this node sees it.
     */
    private Duration ttl(Call call) {
        Duration ttl = call.policy().ttl();
        Instant windowEnd = call.key().windowEnd();
        if (windowEnd == null) {
            return ttl;
        }
        Duration untilEnd = Duration.between(this.clock.instant(), windowEnd).plus(Duration.ofHours(1));
        return untilEnd.compareTo(ttl) > 0 ? untilEnd : ttl;
    }

    /**
     * Runs {@code then} once no execution of this node runs or waits to be run: in this thread if there is none now, else
     * in the one where the last of them ends.
     */
    public void whenIdle(Runnable then) {
        CompletableFuture<?>[] ends =
                this.running.values().stream().map(Execution::ended).toArray(CompletableFuture<?>[]::new);
        if (ends.length == 0) {
            then.run();
        } else {
            // Those that end may have begun others.
            var unused = CompletableFuture.allOf(ends).thenRun(() -> whenIdle(then));
        }
    }

    /** Executions that wait to be run give their keys back, and do not run any more. */
    public void giveBackWhatWaits() {
        Set.copyOf(this.running.values()).forEach(Execution::giveBack);
    }

    /**
     * Executions that wait to be run give their keys back. Those that still run keep them, since nobody else must run
     * beside them: their leases are renewed for as long as they run and the store can be reached.
     */
    @Override
    public void close() {
        giveBackWhatWaits();
        Set.copyOf(this.running.values())
                .forEach(execution -> logger.warn(
                        "{} is still running; should it not end, its key is free when its lease passes", execution));
        this.keeper.close();
        this.waiters.shutdown();
    }
}
