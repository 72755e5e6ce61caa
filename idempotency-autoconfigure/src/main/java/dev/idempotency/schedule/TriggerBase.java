package dev.idempotency.schedule;

import java.time.Instant;

import org.springframework.scheduling.TriggerContext;

/** From when on a trigger fires, as Spring's own see it: what was due while it ran is passed over. */
final class TriggerBase {

    private TriggerBase() {}

    static Instant of(TriggerContext context) {
        Instant completed = context.lastCompletion();
        Instant scheduled = context.lastScheduledExecution();
        if (completed == null) {
            return context.getClock().instant();
        }
        return scheduled != null && scheduled.isAfter(completed) ? scheduled : completed;
    }
}
