package dev.idempotency.schedule;

import java.time.Instant;
import java.time.InstantSource;

import org.jspecify.annotations.Nullable;

import dev.idempotency.engine.Execution;

/**
 * One fire of a schedule, and what it started: the execution of an {@code @Async} method goes on when the scheduled call
 * has returned. It is one overrun, whatever of it goes on when the next fire is due.
 */
public final class FireInProgress {

    private static final ThreadLocal<@Nullable FireInProgress> CURRENT = new ThreadLocal<>();

    private final ObservedSchedule schedule;
    private final InstantSource clock;
    private @Nullable Instant nextDue;
    private @Nullable Instant lastEnd;
    private boolean overran;

    FireInProgress(ObservedSchedule schedule, InstantSource clock) {
        this.schedule = schedule;
        this.clock = clock;
    }

    /** The fire whose call runs in this thread; {@code null} if this thread runs no scheduled task. */
    public static @Nullable FireInProgress current() {
        return CURRENT.get();
    }

    void during(Runnable call) {
        FireInProgress enclosing = CURRENT.get();
        CURRENT.set(this);
        try {
            call.run();
        } finally {
            if (enclosing == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(enclosing);
            }
        }
    }

    /** The call in this thread claimed a key: if it is that of the schedule's own task, the fire lasts as long. */
    public void goesOnUntilTheEndOf(Execution execution) {
        if (this.schedule.definition().task().equals(execution.key().task())) {
            execution.whenEnded(() -> {
                if (execution.isStarted()) {
                    ended(this.clock.instant());
                }
            });
        }
    }

    /** The call, or an execution that it started, has ended. */
    void ended(Instant at) {
        synchronized (this) {
            this.lastEnd = at;
        }
        countOverrun();
    }

    /** When the next fire is due is known: from now on, or only after this one has ended. */
    void nextIsDue(@Nullable Instant at) {
        synchronized (this) {
            this.nextDue = at;
        }
        countOverrun();
    }

    private void countOverrun() {
        synchronized (this) {
            if (this.overran || this.nextDue == null || this.lastEnd == null || !this.lastEnd.isAfter(this.nextDue)) {
                return;
            }
            this.overran = true;
        }
        this.schedule.overran();
    }
}
