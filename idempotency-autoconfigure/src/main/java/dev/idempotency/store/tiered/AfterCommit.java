package dev.idempotency.store.tiered;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Does something once the caller's transaction has committed what was written by now. Nothing if it rolls back, wholly or
 * to a savepoint: from one that is taken back it cannot be told whether it was set before.
 */
final class AfterCommit implements TransactionSynchronization {

    private final Runnable action;
    private boolean certain = true;

    private AfterCommit(Runnable action) {
        this.action = action;
    }

    /** Registers the action with the transaction of this thread; without one that can be followed it is not done. */
    static void run(Runnable action) {
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new AfterCommit(action));
        }
    }

    @Override
    public void savepointRollback(Object savepoint) {
        this.certain = false;
    }

    @Override
    public void afterCompletion(int status) {
        if (status == STATUS_COMMITTED && this.certain) {
            this.action.run();
        }
    }
}
