package dev.idempotency.schedule;

import java.io.Serial;

import dev.idempotency.IdempotencyException;

/** A schedule was not registered because it is there already, or its name is taken. */
public class DuplicateScheduleException extends IdempotencyException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient RegisteredSchedule existing;

    public DuplicateScheduleException(String message, RegisteredSchedule existing) {
        super(message, null);
        this.existing = existing;
    }

    /** The one that is there. */
    public RegisteredSchedule existing() {
        return this.existing;
    }
}
