package dev.idempotency.store;

import java.time.Duration;

/** What a store answers to a {@link ClaimRequest}. */
public sealed interface ClaimOutcome {

    /** The caller holds the key. */
    record Granted(Claim claim) implements ClaimOutcome {}

    /**
     * A record is in the way.
     *
     * @param record what stands there: running, done or failed
     * @param remaining for how long it will stand in the way if nothing changes
     */
    record Blocked(StoredRecord record, Duration remaining) implements ClaimOutcome {}
}
