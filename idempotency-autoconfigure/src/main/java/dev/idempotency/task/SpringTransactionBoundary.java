package dev.idempotency.task;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import dev.idempotency.engine.Execution;
import dev.idempotency.engine.TransactionOutcome;

/** Transactions as Spring manages them. */
public final class SpringTransactionBoundary implements TransactionBoundary {

    @Override
    public boolean isActive() {
        return TransactionSynchronizationManager.isActualTransactionActive()
                && TransactionSynchronizationManager.isSynchronizationActive();
    }

    @Override
    public void enlist(Execution execution) {
        execution.enlist();
        TransactionSynchronizationManager.registerSynchronization(new End(execution));
    }

    private record End(Execution execution) implements TransactionSynchronization {

        /** An exception alone does not keep a transaction from committing: rollback rules may say otherwise. */
        @Override
        public void beforeCommit(boolean readOnly) {
            this.execution.ensureNotLost();
        }

        @Override
        public void afterCompletion(int status) {
            this.execution.transactionEnded(
                    switch (status) {
                        case STATUS_COMMITTED -> TransactionOutcome.COMMITTED;
                        case STATUS_ROLLED_BACK -> TransactionOutcome.ROLLED_BACK;
                        default -> TransactionOutcome.UNKNOWN;
                    });
        }
    }
}
