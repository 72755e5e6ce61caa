package dev.idempotency.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.idempotency.ExecutionOutcome;
import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.store.Claim;
import dev.idempotency.store.Completion;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredFailure;
import dev.idempotency.store.StoredResult;

/** Ends executions in the store. Renewal always stops first: one that meets a record just ended would call it lost. */
final class ExecutionEnd {

    private static final Logger logger = LoggerFactory.getLogger(ExecutionEnd.class);

    /** How often a completion is tried before the caller is told that it could not be recorded. */
    private static final int COMPLETION_ATTEMPTS = 3;

    private final IdempotencyStore store;
    private final LeaseKeeper keeper;
    private final EngineListener listeners;
    private final Function<Call, Duration> ttl;
    private final Consumer<Execution> onSettled;

    ExecutionEnd(
            IdempotencyStore store,
            LeaseKeeper keeper,
            EngineListener listeners,
            Function<Call, Duration> ttl,
            Consumer<Execution> onSettled) {
        this.store = store;
        this.keeper = keeper;
        this.listeners = listeners;
        this.ttl = ttl;
        this.onSettled = onSettled;
    }

    /**
     * Records the completion; {@code false} if the key is no longer held.
     *
     * @param again whether that has been tried before, and nobody knows what became of it
     */
    boolean complete(Execution execution, StoredResult result, boolean again) {
        stopRenewing(execution);
        Duration ttl = this.ttl.apply(execution.call());
        for (int attempt = 1; ; attempt++) {
            try {
                return write(execution, result, ttl) || ((again || attempt > 1) && isCompleted(execution));
            } catch (IdempotencyStoreException ex) {
                if (attempt == COMPLETION_ATTEMPTS || this.store.joinsCurrentTransaction()) {
                    logger.error(
                            "{} has run, but its completion could not be recorded: when its lease passes, the"
                                    + " next call runs it again",
                            execution);
                    throw ex;
                }
            }
        }
    }

    /** An exclusive task's slot is freed by the same write: the next execution begins where this one's effects show. */
    private boolean write(Execution execution, StoredResult result, Duration ttl) {
        Claim claim = execution.claim();
        Claim slot = execution.slot();
        if (slot == null) {
            return this.store.complete(claim, result, ttl);
        }
        boolean joins = this.store.joinsCurrentTransaction();
        Collection<Claim> lost = this.store.completeAll(
                List.of(new Completion(claim, result, ttl), new Completion(slot, StoredResult.NONE, Duration.ZERO)));
        if (lost.contains(slot) && !lost.contains(claim) && !joins) {
            // It has run beside another execution of its task, but its key is its own, and done.
            execution.markLost();
            return true;
        }
        return lost.isEmpty();
    }

    /** After an attempt whose answer was lost, "not held" may mean that this very completion was written. */
    private boolean isCompleted(Execution execution) {
        return this.store
                .find(execution.claim().key())
                .filter(record -> record.status() == RecordStatus.DONE
                        && record.owner().equals(execution.claim().owner()))
                .isPresent();
    }

    /** Records several completions in one call, none of an exclusive task, and ends their executions. */
    Map<Execution, RuntimeException> completeAll(Map<Execution, StoredResult> results) {
        boolean joins = this.store.joinsCurrentTransaction();
        List<Completion> completions = new ArrayList<>();
        results.forEach((execution, result) -> {
            if (!execution.waitsForTransaction(joins)) {
                stopRenewing(execution);
                completions.add(new Completion(execution.claim(), result, this.ttl.apply(execution.call())));
            }
        });
        try {
            Collection<Claim> lost = completions.isEmpty() ? List.of() : this.store.completeAll(completions);
            return each(results, (execution, result) -> {
                if (execution.waitsForTransaction(joins)) {
                    execution.succeed(() -> result);
                } else {
                    execution.written(!lost.contains(execution.claim()));
                }
            });
        } catch (IdempotencyStoreException ex) {
            if (joins) {
                throw ex;
            }
            logger.warn("{} completions could not be recorded together; trying one by one", completions.size());
            return each(results, Execution::succeedAgain);
        }
    }

    private static Map<Execution, RuntimeException> each(
            Map<Execution, StoredResult> results, BiConsumer<Execution, StoredResult> ending) {
        Map<Execution, RuntimeException> failures = new LinkedHashMap<>();
        results.forEach((execution, result) -> {
            try {
                ending.accept(execution, result);
            } catch (RuntimeException ex) {
                failures.put(execution, ex);
            }
        });
        return failures;
    }

    /** Does to the key what the policy says of failures, as far as it is still held. Throws nothing. */
    void fail(Execution execution, Throwable failure) {
        FailurePolicy policy = execution.policy().failure();
        if (!policy.isLimited()) {
            release(execution);
            return;
        }
        int attempt = execution.claim().attempt();
        boolean last = policy.isLast(attempt);
        Duration pause = last ? policy.failureTtl() : policy.pauseAfter(attempt);
        Duration ttl = execution.policy().ttl();
        StoredFailure stored = StoredFailure.of(failure, last);
        stopRenewing(execution);
        try {
            if (!this.store.fail(execution.claim(), stored, pause, last || pause.compareTo(ttl) > 0 ? pause : ttl)) {
                execution.markLost();
            } else if (last) {
                logger.warn(
                        "{} has failed in its last attempt, with {}. No call runs it before {} have passed",
                        execution,
                        stored.type(),
                        policy.failureTtl());
                this.listeners.onExhausted(execution.key(), execution.id(), attempt, stored);
            }
        } catch (IdempotencyStoreException ex) {
            logger.error(
                    "The failure of {} could not be recorded; its key is free when its lease passes. {}",
                    execution,
                    ex.getMessage());
        }
        releaseSlot(execution);
    }

    /** Frees the key of an execution that ran, as far as it is still held. Throws nothing. */
    void release(Execution execution) {
        release(execution, execution.claim());
    }

    /** Frees the key of an execution that never ran, as far as it is still held. Throws nothing. */
    void giveBack(Execution execution) {
        release(execution, execution.claim().notCounted());
    }

    private void release(Execution execution, Claim claim) {
        releaseKey(execution, claim, execution.policy().ttl());
        releaseSlot(execution);
    }

    private void releaseSlot(Execution execution) {
        if (execution.slot() != null) {
            releaseKey(execution, execution.slot(), execution.policy().lease());
        }
    }

    private void releaseKey(Execution execution, Claim claim, Duration retention) {
        stopRenewing(execution);
        try {
            if (!this.store.release(claim, retention)) {
                execution.markLost();
            }
        } catch (IdempotencyStoreException ex) {
            logger.error(
                    "The key of {} could not be given back; it is free when its lease passes. {}",
                    execution,
                    ex.getMessage());
        }
    }

    /** Extends a lease that may have passed; {@code false} if the key is no longer held. */
    boolean renew(Execution execution) {
        long sentNanos = System.nanoTime();
        boolean held = this.store.renew(execution.claims()).isEmpty();
        if (held) {
            execution.renewed(sentNanos);
        }
        return held;
    }

    /** The lease is no longer renewed. */
    void stopRenewing(Execution execution) {
        this.keeper.letGo(execution);
    }

    /** The key was found to be lost. */
    void tellLost(Execution execution) {
        logger.warn(
                "{} lost its lease: another execution may run beside it, and its completion will be refused",
                execution);
        this.listeners.onLeaseLost(execution.key(), execution.id());
    }

    /** The execution begins to run. */
    void started(Execution execution) {
        this.listeners.onStarted(execution.context());
    }

    /** The execution has ended. */
    void settled(Execution execution, ExecutionOutcome outcome, Duration ran) {
        stopRenewing(execution);
        this.onSettled.accept(execution);
        logger.debug("{} ended: {}", execution, outcome);
        if (execution.isStarted()) {
            this.listeners.onEnded(execution.context(), ran, outcome);
        }
    }
}
