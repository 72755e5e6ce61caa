package dev.idempotency;

import java.io.Serial;

/** An execution found that it no longer holds its key. Published once per execution. */
public class IdempotencyLeaseLostEvent extends IdempotencyEvent {

    @Serial
    private static final long serialVersionUID = 1L;

    public IdempotencyLeaseLostEvent(Object source, String task, String key, String executionId) {
        super(source, task, key, executionId);
    }
}
