package dev.idempotency.task;

import dev.idempotency.engine.Execution;

/** Ties executions to the transaction that is active in their thread. */
public interface TransactionBoundary {

    /** Whether a transaction is active in this thread whose end can be waited for. */
    boolean isActive();

    /** Ends {@code execution} with the active transaction, and keeps that from committing if its key was lost. */
    void enlist(Execution execution);

    /** For applications without transactions. */
    static TransactionBoundary none() {
        return new TransactionBoundary() {

            @Override
            public boolean isActive() {
                return false;
            }

            @Override
            public void enlist(Execution execution) {
                throw new IllegalStateException("There is no transaction");
            }
        };
    }
}
