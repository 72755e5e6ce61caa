package dev.idempotency;

import java.beans.Transient;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.ResolvableTypeProvider;

/**
 * An event as it travels: the payload, and what tells a repeated delivery from a new event. {@link
 * IdempotentEventHandler} handles it once.
 *
 * @param eventId identifies the event; not blank
 * @param eventType says what happened; not blank
 * @param idempotencyKey what the sender declares to be the same request or event, in place of the id; {@code null} if
 *     the id is, but never blank
 * @param occurredAt when it happened, by the sender's clock
 * @param payload what the event carries; not part of {@link #toString()}
 * @param <T> the payload's type
 */
public record EventEnvelope<T>(
        String eventId, String eventType, @Nullable String idempotencyKey, Instant occurredAt, T payload)
        implements ResolvableTypeProvider {

    /** Checks that everything is there. A blank key is a sender's mistake: taken for none, it would go unnoticed. */
    public EventEnvelope {
        requireText("eventId", eventId);
        requireText("eventType", eventType);
        if (idempotencyKey != null) {
            requireText("idempotencyKey", idempotencyKey);
        }
        require("occurredAt", occurredAt);
        require("payload", payload);
    }

    /** The key of the event: its idempotency key, else its id. */
    public String key() {
        return this.idempotencyKey != null ? this.idempotencyKey : this.eventId;
    }

    /** Tells Spring what the payload is, so that an {@code @EventListener} gets the envelopes of its type, and no others. */
    @Override
    @Transient
    public ResolvableType getResolvableType() {
        return ResolvableType.forClassWithGenerics(EventEnvelope.class, ResolvableType.forInstance(this.payload));
    }

    private static void requireText(String field, @Nullable String text) {
        require(field, text);
        if (text != null && text.isBlank()) {
            throw new IllegalArgumentException("The " + field + " of an event is blank");
        }
    }

    private static void require(String field, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("The " + field + " of an event is missing");
        }
    }

    /** Everything but the payload, which may be what no log should show. */
    @Override
    public String toString() {
        return "EventEnvelope[eventId=" + this.eventId + ", eventType=" + this.eventType + ", idempotencyKey="
                + this.idempotencyKey + ", occurredAt=" + this.occurredAt + "]";
    }
}
