package dev.idempotency.sample.events;

import java.time.Instant;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import dev.idempotency.EventEnvelope;
import dev.idempotency.sample.web.Text;

/**
 * An event as a device posts it. Made into an envelope once it has been validated, so that a device is told of everything
 * that is wrong with it at once.
 *
 * @param idempotencyKey what the device declares to be the same event; {@code null} if its id is
 */
record FieldEvent(
        @Text(max = 200) String eventId,
        @Text(max = 100) String eventType,

        @Size(max = 200)
        @Pattern(regexp = "(?=.*\\S)\\P{Cntrl}*", message = "must be a text of one line, or absent")
        @Nullable
        String idempotencyKey,

        @NotNull Instant occurredAt,
        @NotNull JsonNode payload) {

    EventEnvelope<JsonNode> envelope() {
        return new EventEnvelope<>(this.eventId, this.eventType, this.idempotencyKey, this.occurredAt, this.payload);
    }
}
