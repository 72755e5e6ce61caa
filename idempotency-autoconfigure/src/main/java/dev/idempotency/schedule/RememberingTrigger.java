package dev.idempotency.schedule;

import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.TriggerContext;

/**
 * Remembers the fire times that a trigger computed until they are run. They queue up, because a scheduler that hands
 * each run to a thread of its own asks for the next fire time before that run begins.
 */
final class RememberingTrigger implements Trigger {

    private final Trigger delegate;
    private final Queue<Instant> waiting = new ConcurrentLinkedQueue<>();

    RememberingTrigger(Trigger delegate) {
        this.delegate = delegate;
    }

    @Override
    public @Nullable Instant nextExecution(TriggerContext context) {
        Instant next = this.delegate.nextExecution(context);
        if (next != null) {
            this.waiting.add(next);
        }
        return next;
    }

    /** The fire time of the run that begins now. */
    @Nullable
    Instant nextToRun() {
        return this.waiting.poll();
    }

    @Override
    public String toString() {
        return this.delegate.toString();
    }
}
