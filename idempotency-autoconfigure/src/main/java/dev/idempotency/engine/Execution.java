package dev.idempotency.engine;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.idempotency.ExecutionOutcome;
import dev.idempotency.IdempotencyContext;
import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.LeaseLostException;
import dev.idempotency.OnStoreFailure;
import dev.idempotency.key.ExecutionKey;
import dev.idempotency.store.Claim;
import dev.idempotency.store.StoredResult;

/**
 * A claim that was granted, from then until it ends: completed, failed, given back or lost. Ends exactly once.
 *
 * <p>An execution that runs inside a transaction ends with it: {@link #enlist()}, then
 * {@link #completeInTransaction(StoredResult)} where the store takes part, then {@link #transactionEnded}. What the
 * method returned or threw in the meantime waits for that.
 */
public final class Execution {

    private static final Logger logger = LoggerFactory.getLogger(Execution.class);

    private final ExecutionEnd end;
    private final Call call;
    private final Claim claim;
    private final @Nullable Claim slot;
    private final String id;
    private final ExecutionContext context = new ExecutionContext(this);
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();

    /** By {@link System#nanoTime()}, taken before the claim or renewal was sent: not later than the store's lease. */
    private volatile long heldUntilNanos;

    private volatile long startedNanos;
    private volatile boolean started;
    private volatile boolean lost;
    private volatile @Nullable WeakReference<Object> waitsFor;
    private volatile ExecutionObserver.ObservedClaim observedClaim = ExecutionObserver.ObservedClaim.NONE;
    private volatile ExecutionObserver.ObservedExecution observed = ExecutionObserver.ObservedExecution.NONE;

    private boolean inTransaction;
    private boolean completedInTransaction;
    private @Nullable TransactionOutcome transactionOutcome;
    private @Nullable StoredResult waitingResult;
    private @Nullable Throwable waitingFailure;
    private @Nullable Throwable failure;

    /**
     * Takes what was granted.
     *
     * @param slot its task's slot; {@code null} unless the task is exclusive
     * @param sentNanos taken before the last of the claims was sent
     */
    Execution(ExecutionEnd end, Call call, Claim claim, @Nullable Claim slot, long sentNanos) {
        this.end = end;
        this.call = call;
        this.claim = claim;
        this.slot = slot;
        this.id = claim.owner().toString();
        this.heldUntilNanos = sentNanos + claim.lease().toNanos();
    }

    /** The key that is held. */
    public ExecutionKey key() {
        return this.call.key();
    }

    /** What holds for the task. */
    public TaskPolicy policy() {
        return this.call.policy();
    }

    /** The id of this attempt. */
    public String id() {
        return this.id;
    }

    /** What the application sees of it. */
    public IdempotencyContext context() {
        return this.context;
    }

    Call call() {
        return this.call;
    }

    /** The claim that it was granted to was seen by an observer, which will see the execution too. */
    void claimedUnder(ExecutionObserver.ObservedClaim observedClaim) {
        this.observedClaim = observedClaim;
    }

    ExecutionObserver.ObservedExecution observed() {
        return this.observed;
    }

    Claim claim() {
        return this.claim;
    }

    /** The task's slot, which an exclusive task holds besides. */
    @Nullable
    Claim slot() {
        return this.slot;
    }

    /** Everything that is held, and renewed. */
    List<Claim> claims() {
        return this.slot == null ? List.of(this.claim) : List.of(this.claim, this.slot);
    }

    /**
     * The method begins to run.
     *
     * @throws LeaseLostException if it must not: the key was given back while the method waited for its turn, or
     *     another execution has taken it over
     * @throws IdempotencyStoreException if the lease has passed in the meantime, and the store cannot tell
     */
    public synchronized void start() {
        if (this.ended.isDone()) {
            throw new LeaseLostException(
                    this + " does not run: it gave its key back while it waited for its turn, so somebody else may run"
                            + " in its place",
                    null);
        }
        boolean passed = System.nanoTime() - this.heldUntilNanos >= 0;
        if (this.lost || (passed && !this.end.renew(this))) {
            throw lost();
        }
        this.waitsFor = null;
        this.startedNanos = System.nanoTime();
        this.started = true;
        this.observed = this.observedClaim.started(this.context);
        this.end.started(this);
    }

    /**
     * The execution will be ended by somebody who holds {@code task}, such as an executor's queue before the method
     * starts. Once nobody holds it any more, nobody will end it.
     */
    public void waitFor(Object task) {
        this.waitsFor = new WeakReference<>(task);
    }

    boolean isAbandoned() {
        WeakReference<Object> task = this.waitsFor;
        return task != null && task.get() == null;
    }

    /** Whether the method has begun to run. */
    public boolean isStarted() {
        return this.started;
    }

    /**
     * The execution will end with the transaction that is active in this thread. Where a method is retried inside the
     * execution, each attempt has a transaction of its own, and the last one counts.
     */
    public synchronized void enlist() {
        this.inTransaction = true;
        this.completedInTransaction = false;
        this.transactionOutcome = null;
    }

    /**
     * Keeps a transaction from committing whose execution is known to have lost its key.
     *
     * @throws LeaseLostException if it is
     */
    public void ensureNotLost() {
        if (this.lost) {
            throw leaseLost();
        }
    }

    /**
     * Writes the completion inside the active transaction.
     *
     * @throws LeaseLostException if another execution has taken the key over; the transaction must not commit then
     * @throws IdempotencyStoreException if the store could not be reached
     */
    public synchronized void completeInTransaction(StoredResult result) {
        // From here on the transaction's row lock protects the key, and a renewal would only wait for it.
        this.end.stopRenewing(this);
        if (!this.end.complete(this, result, false)) {
            throw lost();
        }
        this.completedInTransaction = true;
    }

    /** The transaction that the execution ran in has ended. */
    public synchronized void transactionEnded(TransactionOutcome outcome) {
        this.transactionOutcome = outcome;
        if (this.waitingFailure != null) {
            fail(this.waitingFailure);
        } else if (this.waitingResult != null) {
            StoredResult result = this.waitingResult;
            succeed(() -> result);
        }
    }

    /**
     * The method returned.
     *
     * @param result what to store; not asked for if the completion is written already
     * @throws LeaseLostException if another execution has taken the key over
     * @throws IdempotencyStoreException if the completion could not be recorded
     */
    public synchronized void succeed(Supplier<StoredResult> result) {
        if (this.ended.isDone()) {
            return;
        }
        if (this.inTransaction && this.transactionOutcome == null) {
            this.waitingResult = this.completedInTransaction ? StoredResult.NONE : result.get();
        } else if (this.transactionOutcome == TransactionOutcome.ROLLED_BACK) {
            logger.info("{} was rolled back with its transaction; its key is free again", this);
            release();
        } else if (this.completedInTransaction) {
            settleAfterJoinedCompletion();
        } else {
            completeAlone(result.get(), false);
        }
    }

    /** The completion was written together with others, in the transaction that is active if there is one. */
    synchronized void written(boolean held) {
        if (!held) {
            throw lost();
        }
        if (this.inTransaction && this.transactionOutcome == null) {
            this.completedInTransaction = true;
            this.waitingResult = StoredResult.NONE;
        } else {
            settled(ExecutionOutcome.SUCCESS);
        }
    }

    /** Whether the completion has to wait for the end of a transaction that the store takes no part in. */
    synchronized boolean waitsForTransaction(boolean storeJoins) {
        return this.inTransaction && this.transactionOutcome == null && !storeJoins;
    }

    /** As {@link #succeed}, after an attempt to write the completion of which nobody knows what became. */
    synchronized void succeedAgain(StoredResult result) {
        completeAlone(result, true);
    }

    private void completeAlone(StoredResult result, boolean again) {
        boolean held;
        try {
            held = this.end.complete(this, result, again);
        } catch (IdempotencyStoreException ex) {
            settled(ExecutionOutcome.FAILURE);
            if (policy().onStoreFailure() == OnStoreFailure.FAIL) {
                throw ex;
            }
            // The policy prefers the method's result to certainty, and the engine has logged what happened.
            return;
        }
        if (!held) {
            throw lost();
        }
        settled(ExecutionOutcome.SUCCESS);
    }

    /** The method threw. Never throws itself, so that the method's own exception reaches the caller. */
    public synchronized void fail(Throwable failure) {
        if (this.ended.isDone()) {
            return;
        }
        this.failure = failure;
        if (this.inTransaction && this.transactionOutcome == null) {
            this.waitingFailure = failure;
        } else if (this.completedInTransaction && this.transactionOutcome != TransactionOutcome.ROLLED_BACK) {
            settleAfterJoinedCompletion();
        } else if (this.lost) {
            settled(ExecutionOutcome.LEASE_LOST);
        } else {
            this.end.fail(this, failure);
            settled(this.lost ? ExecutionOutcome.LEASE_LOST : ExecutionOutcome.FAILURE);
        }
    }

    /** Frees the key of a method that has not begun to run, and now never will. */
    public synchronized void giveBack() {
        if (!this.started && !this.ended.isDone()) {
            this.end.giveBack(this);
            settled(ExecutionOutcome.FAILURE);
        }
    }

    /** Nobody is left who could end it. */
    void abandon() {
        if (this.started) {
            logger.warn("{} was neither completed nor failed by whoever began it; that counts as a failure", this);
            fail(new IllegalStateException("Neither completed nor failed"));
        } else {
            logger.warn("{} waited for an executor that has dropped it; its key is free again", this);
            giveBack();
        }
    }

    private void settleAfterJoinedCompletion() {
        if (this.transactionOutcome == TransactionOutcome.UNKNOWN) {
            logger.warn(
                    "Nobody can tell whether the transaction of {} committed; if it did not, its key is free"
                            + " when the lease passes",
                    this);
        }
        settled(ExecutionOutcome.SUCCESS);
    }

    private void release() {
        this.end.release(this);
        settled(this.lost ? ExecutionOutcome.LEASE_LOST : ExecutionOutcome.FAILURE);
    }

    /** Another execution holds the key, or it was forgotten. */
    LeaseLostException lost() {
        markLost();
        if (!this.inTransaction || this.transactionOutcome != null) {
            settled(ExecutionOutcome.LEASE_LOST);
        }
        return leaseLost();
    }

    private LeaseLostException leaseLost() {
        return new LeaseLostException(
                "Execution " + id() + " of " + key() + " no longer holds its key: its lease of "
                        + policy().lease() + " passed and another execution took over, or the key was forgotten."
                        + " Nothing of its successor was overwritten. If this comes often, set a longer lease.",
                null);
    }

    /** Whether another execution is known to have taken the key over. */
    boolean isLost() {
        return this.lost;
    }

    void markLost() {
        if (!this.lost) {
            this.lost = true;
            this.end.tellLost(this);
        }
    }

    void ensureHeld() {
        if (this.lost || System.nanoTime() - this.heldUntilNanos >= 0) {
            throw leaseLost();
        }
    }

    /** The lease counts as passed from now on, and is no longer renewed. */
    void stopRenewing() {
        this.end.stopRenewing(this);
        this.heldUntilNanos = System.nanoTime();
    }

    void renewed(long sentNanos) {
        this.heldUntilNanos = sentNanos + this.claim.lease().toNanos();
    }

    /** How much of the lease is certainly left. */
    Duration left(long nowNanos) {
        return Duration.ofNanos(this.heldUntilNanos - nowNanos);
    }

    /** Whether this execution has ended, however it did. */
    public boolean hasEnded() {
        return this.ended.isDone();
    }

    /** Done when this execution has ended, however it did. */
    CompletableFuture<@Nullable Void> ended() {
        return this.ended;
    }

    /** Does this when this execution has ended, however it did, in the thread that ends it; at once if it has already. */
    public void whenEnded(Runnable action) {
        var unused = this.ended.thenRun(action);
    }

    private void settled(ExecutionOutcome outcome) {
        if (this.ended.isDone()) {
            return;
        }
        this.observed.ended(outcome, this.failure);
        this.end.settled(this, outcome, Duration.ofNanos(this.started ? System.nanoTime() - this.startedNanos : 0));
        this.ended.complete(null);
    }

    /** For logs. */
    @Override
    public String toString() {
        return key() + " (execution " + id() + ", attempt " + this.claim.attempt() + ")";
    }
}
