package dev.idempotency.schedule;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.TriggerContext;
import org.springframework.scheduling.support.SimpleTriggerContext;

/**
 * A trigger within limits.
 *
 * @param from inclusive; {@code null} for no limit
 * @param until exclusive; {@code null} for no limit
 */
record ValidityTrigger(
        Trigger delegate, @Nullable Instant from, @Nullable Instant until) implements Trigger {

    @Override
    public @Nullable Instant nextExecution(TriggerContext context) {
        Instant next = this.delegate.nextExecution(context);
        if (next != null && this.from != null && next.isBefore(this.from)) {
            Instant before = this.from.minusMillis(1);
            next = this.delegate.nextExecution(new SimpleTriggerContext(before, before, before));
        }
        return next == null || (this.until != null && !next.isBefore(this.until)) ? null : next;
    }
}
