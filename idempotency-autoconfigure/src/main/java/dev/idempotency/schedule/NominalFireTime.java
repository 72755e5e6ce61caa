package dev.idempotency.schedule;

import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The nominal fire time of the scheduled run in this thread: equal on every node of a cluster whatever their clocks
 * say, and thus the natural key of that run.
 */
public final class NominalFireTime {

    private static final ThreadLocal<@Nullable Instant> CURRENT = new ThreadLocal<>();

    private NominalFireTime() {}

    /** The nominal fire time, if this thread runs a scheduled task that has one. */
    public static Optional<Instant> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    static void during(Runnable task, @Nullable Instant nominal) {
        Instant enclosing = CURRENT.get();
        set(nominal);
        try {
            task.run();
        } finally {
            set(enclosing);
        }
    }

    private static void set(@Nullable Instant nominal) {
        if (nominal == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(nominal);
        }
    }
}
