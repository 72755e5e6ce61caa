package dev.idempotency.sample.background;

import java.util.UUID;

import dev.idempotency.IdempotencyContext;

/** The execution that is running. */
public final class Executions {

    private Executions() {}

    /** Its id; a new one where nothing is protected, because {@code idempotency.enabled} is false. */
    public static String currentId() {
        return IdempotencyContext.current()
                .map(IdempotencyContext::executionId)
                .orElseGet(() -> UUID.randomUUID().toString());
    }
}
