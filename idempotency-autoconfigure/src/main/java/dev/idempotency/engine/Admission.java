package dev.idempotency.engine;

import dev.idempotency.IdempotencyException;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.StoredRecord;

/** What a caller is to do. */
public sealed interface Admission {

    /** Run: the key is held. */
    record Run(Execution execution) implements Admission {}

    /** Answer from the record, as the policy for completed executions says. */
    record Completed(StoredRecord record) implements Admission {}

    /** Run without a key: the store cannot tell, and the policy is to proceed. */
    record Unprotected() implements Admission {}

    /** Return nothing: it is running elsewhere, or the store cannot tell. */
    record Skip() implements Admission {}

    /** Wait, and ask again. Only for those who asked not to wait. */
    record Busy(ClaimOutcome.Blocked blocked) implements Admission {

        /** The id of the execution that is running. */
        public String executionId() {
            return this.blocked.record().owner().toString();
        }
    }

    /** Throw. Only among the answers to several calls at once. */
    record Refused(IdempotencyException reason) implements Admission {}
}
