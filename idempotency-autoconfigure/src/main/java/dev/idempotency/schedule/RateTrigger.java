package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;

import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.TriggerContext;

/** Fires at the multiples of a period since 1970-01-01, and so at the same instants on every node. */
record RateTrigger(Duration period) implements Trigger {

    @Override
    public Instant nextExecution(TriggerContext context) {
        long millis = this.period.toMillis();
        return Instant.ofEpochMilli((Math.floorDiv(TriggerBase.of(context).toEpochMilli(), millis) + 1) * millis);
    }
}
