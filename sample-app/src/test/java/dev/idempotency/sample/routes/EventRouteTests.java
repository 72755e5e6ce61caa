package dev.idempotency.sample.routes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.idempotency.sample.running.SampleClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;

class EventRouteTests extends AbstractRouteTests {

    private static String event(String id, String key, String payload) {
        return """
                {"eventId":"%s","eventType":"door.opened","idempotencyKey":%s,
                 "occurredAt":"2026-11-21T10:00:00Z","payload":%s}""".formatted(id, key, payload);
    }

    private Answer post(String body) {
        return this.client.postJson("/events", body);
    }

    @Test
    void aRepeatedEventGetsTheStoredResult() {
        long before = this.client.effect("events.handled");
        Answer first = post(event("e-1", "\"k-1\"", "{\"door\":4,\"floor\":1}"));
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.json().required("eventId").asString()).isEqualTo("e-1");
        Answer again = post(event("e-1", "\"k-1\"", "{\"floor\":1,\"door\":4}"));
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        Answer underAnotherId = post(event("e-2", "\"k-1\"", "{\"door\":4,\"floor\":1}"));
        assertThat(underAnotherId.body()).isEqualTo(first.body());
        assertThat(this.client.effect("events.handled")).isEqualTo(before + 1);
    }

    @Test
    void theIdIsTheKeyOfAnEventWithoutOne() {
        long before = this.client.effect("events.handled");
        Answer first = post(event("e-3", "null", "7"));
        assertThat(post(event("e-3", "null", "7")).body()).isEqualTo(first.body());
        assertThat(post(event("e-4", "null", "7")).executionId()).isNotEqualTo(first.executionId());
        assertThat(this.client.effect("events.handled")).isEqualTo(before + 2);
    }

    @Test
    void theSameKeyWithAnotherPayloadIsAMistake() {
        long before = this.client.effect("events.handled");
        post(event("e-5", "\"k-5\"", "{\"door\":4}"));
        for (int time = 0; time < 2; time++) {
            assertProblem(post(event("e-5", "\"k-5\"", "{\"door\":5}")), 422, "another payload");
        }
        assertThat(this.client.effect("events.handled")).isEqualTo(before + 1);
    }

    @Test
    void everythingThatIsMissingIsNamed() {
        for (int time = 0; time < 2; time++) {
            assertProblem(post("{}"), 400, "eventId", "eventType", "occurredAt", "payload");
        }
        assertThat(post("{}").body()).doesNotContain("idempotencyKey");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "eventId|\"\"|must not be blank",
                "eventId|\"a\\u0000b\"|control characters",
                "eventId|{}|'eventId' cannot be read",
                "idempotencyKey|\" \"|one line, or absent",
                "occurredAt|\"yesterday\"|'occurredAt' cannot be read",
                "occurredAt|[]|'occurredAt' cannot be read",
            })
    void aFieldThatIsWrongIsNamed(String field, String value, String explanation) {
        String wrong = event("e-6", "null", "1").replaceFirst("\"" + field + "\":[^,]+", "\"" + field + "\":X");
        assertProblem(post(wrong.replace(":X", ":" + value)), 400, explanation);
    }

    @Test
    void anIdThatIsTooLongIsRefused() {
        assertProblem(post(event("e".repeat(201), "null", "1")), 400, "eventId", "200");
        assertProblem(post(event("e-7", '"' + "k".repeat(201) + '"', "1")), 400, "idempotencyKey", "200");
        assertThat(post(event("e".repeat(200), "null", "1")).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"eventId\":", "[]", "\"text\"", "{\"eventId\":\"a\"}}}", "\u0000"})
    void whatIsNoEnvelopeIsRefused(String body) {
        assertProblem(post(body), 400);
    }

    @Test
    void anEventThatIsTooLargeIsRefused() {
        assertProblem(post(event("e-8", "null", '"' + "x".repeat(600_000) + '"')), 413, "too large");
        assertThat(post(event("e-8", "null", '"' + "x".repeat(400_000) + '"')).status())
                .isEqualTo(200);
    }

    @Test
    void noBodyIsRefused() {
        assertProblem(this.client.post("/events"), 400, "no body");
    }
}
