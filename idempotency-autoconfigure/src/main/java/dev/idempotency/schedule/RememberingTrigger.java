package dev.idempotency.schedule;

import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.TriggerContext;
import org.springframework.scheduling.support.SimpleTriggerContext;

/**
 * Remembers the fire times that a trigger computed until they are run, and counts those that it passed over. They queue
 * up, because a scheduler that hands each run to a thread of its own asks for the next fire time before that run begins.
 */
final class RememberingTrigger implements Trigger, FireTimeScheduler.Fires {

    /** As good as any number that nobody expects. */
    private static final int MOST_MISSED_AT_ONCE = 10_000;

    private final Trigger delegate;
    private final @Nullable ObservedSchedule observed;
    private final Queue<Instant> waiting = new ConcurrentLinkedQueue<>();

    /**
     * Makes a trigger.
     *
     * @param observed is told what was passed over; {@code null} if the delegate's fire times cannot be looked into
     */
    RememberingTrigger(Trigger delegate, @Nullable ObservedSchedule observed) {
        this.delegate = delegate;
        this.observed =
                observed != null && observed.definition().timing() instanceof ScheduleTiming.Cron ? observed : null;
    }

    @Override
    public @Nullable Instant nextExecution(TriggerContext context) {
        Instant next = this.delegate.nextExecution(context);
        if (next != null) {
            this.waiting.add(next);
            countMissed(context.lastScheduledExecution(), next);
        }
        return next;
    }

    private void countMissed(@Nullable Instant previous, Instant next) {
        if (this.observed == null || previous == null) {
            return;
        }
        long missed = 0;
        Instant fire = fireAfter(previous);
        while (fire != null && fire.isBefore(next) && missed < MOST_MISSED_AT_ONCE) {
            missed++;
            fire = fireAfter(fire);
        }
        if (missed > 0) {
            this.observed.missed(missed);
        }
    }

    /** The fire that follows; {@code null} if there is none, or it cannot be told. */
    private @Nullable Instant fireAfter(Instant fire) {
        if (this.observed == null) {
            return null;
        }
        Instant next = this.delegate.nextExecution(new SimpleTriggerContext(fire, fire, fire));
        return next != null && next.isAfter(fire) ? next : null;
    }

    @Override
    public @Nullable Instant nextToRun() {
        return this.waiting.poll();
    }

    @Override
    public void began(ScheduledFire fire, Instant at) {
        fire.nextIsDue(fireAfter(at));
    }

    @Override
    public String toString() {
        return this.delegate.toString();
    }
}
