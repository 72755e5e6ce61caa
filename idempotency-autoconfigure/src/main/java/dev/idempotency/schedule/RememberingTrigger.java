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
    private final ObservedSchedule observed;
    private final boolean pattern;
    private final Queue<Instant> waiting = new ConcurrentLinkedQueue<>();

    /** The last run to begin, until the trigger has said when the next fire is due. */
    private @Nullable FireInProgress last;

    /**
     * Makes a trigger.
     *
     * @param observed is told what was passed over, and what comes next
     */
    RememberingTrigger(Trigger delegate, ObservedSchedule observed) {
        this.delegate = delegate;
        this.observed = observed;
        this.pattern = observed.definition().timing() instanceof ScheduleTiming.Cron;
    }

    @Override
    public @Nullable Instant nextExecution(TriggerContext context) {
        Instant next = this.delegate.nextExecution(context);
        announce(next);
        Instant previous = context.lastScheduledExecution();
        if (this.pattern && next != null && previous != null) {
            countMissed(previous, next);
        }
        return next;
    }

    private void announce(@Nullable Instant next) {
        FireInProgress before;
        synchronized (this) {
            if (next != null) {
                this.waiting.add(next);
            }
            before = this.last;
            this.last = null;
        }
        this.observed.announced(next);
        if (before != null) {
            before.nextIsDue(next);
        }
    }

    private void countMissed(Instant previous, Instant next) {
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

    /** The fire of a pattern that follows, whether or not it will be passed over; {@code null} if there is none. */
    private @Nullable Instant fireAfter(Instant fire) {
        Instant next = this.delegate.nextExecution(new SimpleTriggerContext(fire, fire, fire));
        return next != null && next.isAfter(fire) ? next : null;
    }

    @Override
    public @Nullable Instant nextToRun() {
        return this.waiting.poll();
    }

    /** A pattern can be asked. Any other trigger may count how often it is, so what it says by itself has to do. */
    @Override
    public void began(FireInProgress fire, Instant at) {
        Instant next = this.pattern ? fireAfter(at) : announcedAfter(fire);
        if (next != null) {
            fire.nextIsDue(next);
        }
    }

    private synchronized @Nullable Instant announcedAfter(FireInProgress fire) {
        Instant next = this.waiting.peek();
        this.last = next == null ? fire : null;
        return next;
    }

    @Override
    public String toString() {
        return this.delegate.toString();
    }
}
