package dev.idempotency.template;

import java.util.Optional;

import dev.idempotency.IdempotentExecution;
import dev.idempotency.PreviouslyFailedException;

/** The caller is to do the work: nothing is in the way. */
abstract class HeldExecution implements IdempotentExecution {

    @Override
    public final boolean isAcquired() {
        return true;
    }

    @Override
    public final boolean isDuplicate() {
        return false;
    }

    @Override
    public final boolean isInProgress() {
        return false;
    }

    @Override
    public final Optional<PreviouslyFailedException> failure() {
        return Optional.empty();
    }

    @Override
    public final <T> Optional<T> storedResult(Class<T> type) {
        return Optional.empty();
    }
}
