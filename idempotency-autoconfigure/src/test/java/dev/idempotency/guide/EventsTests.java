package dev.idempotency.guide;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.GenericMessage;

import dev.idempotency.EventEnvelope;
import dev.idempotency.PayloadMismatchException;
import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.guide.Events.Duplicates;
import dev.idempotency.guide.Events.Handlers;
import dev.idempotency.guide.Events.OrderPlaced;
import dev.idempotency.guide.Events.Reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class EventsTests {

    private static final Reading READING = new Reading("m-7", 42);

    private static void run(Scenario scenario) {
        IdempotentApplication.inMemory()
                .withBean(Office.class)
                .withBean(Handlers.class)
                .withBean(Duplicates.class)
                .run(context -> scenario.run(context, context.getBean(Office.class)));
    }

    private interface Scenario {

        void run(AssertableApplicationContext context, Office office);
    }

    private static EventEnvelope<Reading> envelope(String id, @Nullable String key, Reading payload) {
        return new EventEnvelope<>(id, "meter.read", key, Instant.EPOCH, payload);
    }

    @Test
    void handlesAnEnvelopeOnceByItsKeyElseItsId() {
        run((context, office) -> {
            context.publishEvent(envelope("e-1", null, READING));
            context.publishEvent(envelope("e-1", null, READING));
            assertThat(office.begun()).isOne();
            context.publishEvent(envelope("e-2", "k-1", READING));
            context.publishEvent(envelope("e-3", "k-1", READING));
            assertThat(office.begun()).isEqualTo(2);
            assertThatExceptionOfType(PayloadMismatchException.class)
                    .isThrownBy(() -> context.publishEvent(envelope("e-1", null, new Reading("m-7", 43))));
        });
    }

    @Test
    void handlesAnEventOfTheApplicationsOwnOnce() {
        run((context, office) -> {
            context.publishEvent(new OrderPlaced("o-1", "pen"));
            context.publishEvent(new OrderPlaced("o-1", "pen"));
            assertThat(office.times("print pen")).isOne();
        });
    }

    @Test
    void handlesAMessageOnceByItsHeader() {
        run((context, office) -> {
            Handlers handlers = context.getBean(Handlers.class);
            Map<String, Object> headers = Map.of("idempotency-key", "k-1");
            Message<Reading> first = new GenericMessage<>(READING, headers);
            Message<Reading> redelivered = new GenericMessage<>(READING, headers);
            assertThat(handlers.onMessage(redelivered)).isEqualTo(handlers.onMessage(first));
            assertThat(office.begun()).isOne();
        });
    }

    @Test
    void tellsOfADuplicate() {
        run((context, office) -> {
            context.publishEvent(new OrderPlaced("o-1", "pen"));
            context.publishEvent(new OrderPlaced("o-1", "pen"));
            assertThat(context.getBean(Duplicates.class).seen()).containsExactly("Handlers.onOrder o-1 is DONE");
        });
    }
}
