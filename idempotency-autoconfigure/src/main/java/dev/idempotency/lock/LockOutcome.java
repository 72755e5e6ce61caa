package dev.idempotency.lock;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** What came of a {@link LockRequest}. */
public sealed interface LockOutcome {

    /**
     * The lock is held by whoever asked.
     *
     * @param grant what its holder can do with it
     */
    record Granted(LockGrant grant) implements LockOutcome {}

    /**
     * Somebody has it.
     *
     * @param remaining how long their lease lasts yet; {@code null} if the provider cannot tell, or if there is none
     */
    record Contended(@Nullable Duration remaining) implements LockOutcome {}
}
