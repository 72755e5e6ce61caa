package dev.idempotency.engine;

import dev.idempotency.store.StoredRecord;

/** What a caller is to do. */
public sealed interface Admission {

    /** Run: the key is held. */
    record Run(Execution execution) implements Admission {}

    /** Answer from the record, as the policy for completed executions says. */
    record Completed(StoredRecord record) implements Admission {}

    /** Return nothing: it is running elsewhere. */
    record Skip() implements Admission {}
}
