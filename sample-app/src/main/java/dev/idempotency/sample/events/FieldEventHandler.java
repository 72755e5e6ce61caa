package dev.idempotency.sample.events;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;

import dev.idempotency.EventEnvelope;
import dev.idempotency.IdempotentEventHandler;
import dev.idempotency.OnInProgress;
import dev.idempotency.sample.background.Executions;
import dev.idempotency.sample.effects.Effect;
import dev.idempotency.sample.effects.EffectLog;
import dev.idempotency.sample.pace.Pace;

/** Handles what devices report. */
@Component
class FieldEventHandler {

    private final FieldEvents events;
    private final EffectLog effects;
    private final Pace pace;

    FieldEventHandler(FieldEvents events, EffectLog effects, Pace pace) {
        this.events = events;
        this.effects = effects;
        this.pace = pace;
    }

    /**
     * Once per idempotency key, or id of an event that has none. A device that does not wait for the answer and asks again
     * is told that the event is being handled, rather than kept waiting; one that sends something else under the same key
     * has made a mistake, and is told so.
     */
    @Transactional
    @IdempotentEventHandler(onInProgress = OnInProgress.THROW)
    public Handled handle(EventEnvelope<JsonNode> event) {
        this.pace.work();
        this.events.add(event);
        this.effects.add(Effect.EVENTS_HANDLED, event.eventId());
        return new Handled(event.eventId(), event.eventType(), Executions.currentId());
    }
}
