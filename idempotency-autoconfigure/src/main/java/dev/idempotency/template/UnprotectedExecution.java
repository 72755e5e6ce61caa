package dev.idempotency.template;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/** What is begun where the protection is switched off: there is no record, and everybody may do the work. */
final class UnprotectedExecution extends HeldExecution {

    private final String executionId = UUID.randomUUID().toString();

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
