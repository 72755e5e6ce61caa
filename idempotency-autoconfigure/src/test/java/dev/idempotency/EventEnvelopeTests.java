package dev.idempotency;

import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.mock.http.MockHttpInputMessage;
import org.springframework.mock.http.MockHttpOutputMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EventEnvelopeTests {

    private static final Instant TIME = Instant.parse("2026-11-21T10:29:59Z");

    private static final Type TYPE = new ParameterizedTypeReference<EventEnvelope<Reading>>() {}.getType();

    private static final String JSON = """
            {"eventId":"e-1","eventType":"meter.read","idempotencyKey":"k-1","occurredAt":"2026-11-21T10:29:59Z",\
            "payload":{"meter":"m-7","value":42}}""";

    /** What a web controller reads and writes with. */
    private final JacksonJsonHttpMessageConverter converter = new JacksonJsonHttpMessageConverter();

    @SuppressWarnings("unchecked")
    private EventEnvelope<Reading> read(String json) throws IOException {
        MockHttpInputMessage message = new MockHttpInputMessage(json.getBytes(StandardCharsets.UTF_8));
        return (EventEnvelope<Reading>) this.converter.read(ResolvableType.forType(TYPE), message, null);
    }

    private String write(EventEnvelope<Reading> event) throws IOException {
        MockHttpOutputMessage message = new MockHttpOutputMessage();
        this.converter.write(event, ResolvableType.forType(TYPE), MediaType.APPLICATION_JSON, message, null);
        return message.getBodyAsString(StandardCharsets.UTF_8);
    }

    private static EventEnvelope<Reading> event(@Nullable String idempotencyKey) {
        return new EventEnvelope<>("e-1", "meter.read", idempotencyKey, TIME, new Reading("m-7", 42));
    }

    @Test
    void travelsAsJson() throws IOException {
        assertThat(read(JSON)).isEqualTo(event("k-1"));
        assertThat(read(write(event("k-1")))).isEqualTo(event("k-1"));
        assertThat(read(write(event(null)))).isEqualTo(event(null));
        assertThat(write(event("k-1"))).isEqualToIgnoringWhitespace(JSON);
    }

    @Test
    void needsNoIdempotencyKey() throws IOException {
        assertThat(read(JSON.replace("\"idempotencyKey\":\"k-1\",", ""))).isEqualTo(event(null));
    }

    @ParameterizedTest
    @CsvSource({
        "'\"eventId\":\"e-1\",',                     The eventId of an event is missing",
        "'\"eventType\":\"meter.read\",',            The eventType of an event is missing",
        "'\"occurredAt\":\"2026-11-21T10:29:59Z\",', The occurredAt of an event is missing",
        "',\"payload\":{\"meter\":\"m-7\",\"value\":42}', The payload of an event is missing"
    })
    void saysWhichFieldIsMissing(String field, String message) {
        assertThat(JSON).contains(field);
        assertThatExceptionOfType(HttpMessageNotReadableException.class)
                .isThrownBy(() -> read(JSON.replace(field, "")))
                .withMessageContaining(message);
    }

    @Test
    void refusesBlankIdsAndTakesABlankKeyForAMistake() {
        Reading payload = new Reading("m-7", 42);
        refuses(() -> new EventEnvelope<>(" ", "type", null, TIME, payload), "The eventId of an event is blank");
        refuses(() -> new EventEnvelope<>("e-1", "", null, TIME, payload), "The eventType of an event is blank");
        refuses(() -> event(" "), "The idempotencyKey of an event is blank");
    }

    private static void refuses(Runnable making, String message) {
        assertThatIllegalArgumentException().isThrownBy(making::run).withMessage(message);
    }

    @Test
    void isItsIdempotencyKeyElseItsId() {
        assertThat(event("k-1").key()).isEqualTo("k-1");
        assertThat(event(null).key()).isEqualTo("e-1");
    }

    @Test
    void doesNotShowItsPayload() {
        assertThat(event("k-1").toString())
                .isEqualTo("EventEnvelope[eventId=e-1, eventType=meter.read, idempotencyKey=k-1, occurredAt="
                        + "2026-11-21T10:29:59Z]");
    }

    record Reading(String meter, int value) {}
}
