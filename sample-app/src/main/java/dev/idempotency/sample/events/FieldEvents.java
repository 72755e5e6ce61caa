package dev.idempotency.sample.events;

import java.time.ZoneOffset;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.JsonNode;

import dev.idempotency.EventEnvelope;

/** The events in the database. */
@Repository
class FieldEvents {

    private final JdbcClient database;

    FieldEvents(JdbcClient database) {
        this.database = database;
    }

    void add(EventEnvelope<JsonNode> event) {
        this.database
                .sql("""
                        insert into field_event (event_id, event_type, occurred_at, payload)
                        values (:eventId, :eventType, :occurredAt, :payload)
                        """)
                .param("eventId", event.eventId())
                .param("eventType", event.eventType())
                .param("occurredAt", event.occurredAt().atOffset(ZoneOffset.UTC))
                .param("payload", event.payload().toString())
                .update();
    }
}
