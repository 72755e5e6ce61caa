package dev.idempotency.template;

import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.idempotency.IdempotentExecution;
import dev.idempotency.PreviouslyFailedException;

/** What is begun where the protection is switched off: there is no record, and everybody may do the work. */
final class UnprotectedExecution implements IdempotentExecution {

    private final String executionId = UUID.randomUUID().toString();

    @Override
    public boolean isAcquired() {
        return true;
    }

    @Override
    public boolean isDuplicate() {
        return false;
    }

    @Override
    public boolean isInProgress() {
        return false;
    }

    @Override
    public Optional<PreviouslyFailedException> failure() {
        return Optional.empty();
    }

    @Override
    public <T> Optional<T> storedResult(Class<T> type) {
        return Optional.empty();
    }

    @Override
    public String executionId() {
        return this.executionId;
    }

    @Override
    public void complete(@Nullable Object result) {}

    @Override
    public void fail(Throwable failure) {}

    @Override
    public void close() {}
}
