package dev.idempotency.schedule;

import java.io.Serial;
import java.time.Instant;

import dev.idempotency.IdempotencyException;

/** A schedule was not registered because it would run while another one uses the same resource. */
public class ScheduleConflictException extends IdempotencyException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient RegisteredSchedule existing;
    private final Instant firstAt;

    public ScheduleConflictException(String message, RegisteredSchedule existing, Instant firstAt) {
        super(message, null);
        this.existing = existing;
        this.firstAt = firstAt;
    }

    /** The one that uses the resource. */
    public RegisteredSchedule existing() {
        return this.existing;
    }

    /** When both would run first. */
    public Instant firstAt() {
        return this.firstAt;
    }
}
