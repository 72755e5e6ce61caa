package dev.idempotency.aop;

import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;

import dev.idempotency.EventEnvelope;
import dev.idempotency.IdempotencyContext;
import dev.idempotency.IdempotencyRecords;
import dev.idempotency.Idempotent;
import dev.idempotency.IdempotentEventHandler;
import dev.idempotency.InvalidIdempotencyKeyException;
import dev.idempotency.OnDuplicate;
import dev.idempotency.PayloadMismatchException;
import dev.idempotency.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** An event is handled once, however often and by whatever it is delivered. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class EventHandlerTests {

    private static final Reading READING = new Reading("m-7", 42);

    private static EventEnvelope<Reading> envelope(String id, @Nullable String key, Reading payload) {
        return new EventEnvelope<>(id, "meter.read", key, Instant.EPOCH, payload);
    }

    private static Message<Object> message(Object payload, Map<String, Object> headers) {
        return new GenericMessage<>(payload, headers);
    }

    private static void run(Scenario scenario) {
        IdempotentApplication.inMemory()
                .withBean(Handlers.class)
                .run(context -> scenario.run(context.getBean(Handlers.class)));
    }

    private interface Scenario {

        void run(Handlers handlers);
    }

    @Test
    void takesTheIdempotencyKeyOfAnEnvelopeElseItsId() {
        run(handlers -> {
            assertThat(handlers.envelope(envelope("e-1", "k-1", READING))).isEqualTo("k-1 m-7 #1");
            assertThat(handlers.envelope(envelope("e-2", null, READING))).isEqualTo("e-2 m-7 #2");
            assertThat(handlers.envelope(envelope("e-3", "k-1", READING))).isEqualTo("k-1 m-7 #1");
            assertThat(handlers.envelope(envelope("e-2", null, READING))).isEqualTo("e-2 m-7 #2");
        });
    }

    @Test
    void refusesTheSameKeyWithAnotherPayloadAndShowsNeither() {
        run(handlers -> {
            handlers.envelope(envelope("e-1", "k-1", READING));
            handlers.message(message("secret-1", Map.of("idempotency-key", "k-1")));
            handlers.message(message(new byte[] {1}, Map.of("idempotency-key", "k-2")));

            refusesMismatch(() -> handlers.envelope(envelope("e-1", "k-1", new Reading("secret-2", 42))));
            refusesMismatch(() -> handlers.message(message("secret-2", Map.of("idempotency-key", "k-1"))));
            refusesMismatch(() -> handlers.message(message(new byte[] {2}, Map.of("idempotency-key", "k-2"))));
            assertThat(handlers.runs()).isEqualTo(3);
            assertThat(handlers.message(message(new byte[] {1}, Map.of("idempotency-key", "k-2"))))
                    .isEqualTo("k-2 #3");
        });
    }

    private static void refusesMismatch(Runnable call) {
        assertThatExceptionOfType(PayloadMismatchException.class)
                .isThrownBy(call::run)
                .satisfies(ex -> assertThat(ex).asString().doesNotContain("secret", "m-7"));
    }

    @Test
    void comparesNoPayloadsWhereTheHandlerSaysSo() {
        run(handlers -> {
            handlers.unverified(envelope("e-1", null, READING));
            assertThat(handlers.unverified(envelope("e-1", null, new Reading("other", 1))))
                    .isEqualTo("e-1 #1");
        });
    }

    @Test
    void readsTheKeyOfAMessageFromItsHeadersHoweverTheyAreWritten() {
        UUID uuid = UUID.randomUUID();
        Map<Map<String, Object>, String> keys = Map.of(
                Map.of("idempotency-key", "a"), "a",
                Map.of("Idempotency-Key", "b"), "b",
                Map.of("idempotencyKey", "c".getBytes(StandardCharsets.UTF_8)), "c",
                Map.of("IDEMPOTENCY_KEY", uuid), uuid.toString(),
                Map.of("idempotency-key", "ü".getBytes(StandardCharsets.UTF_8), "ce_id", "f"), "ü",
                Map.of("ce_id", "d"), "d",
                Map.of("ce-id", "d", "ce-source", "/meters"), "/meters:d",
                Map.of("cloudEvents:id", "e".getBytes(StandardCharsets.UTF_8)), "e");
        run(handlers -> keys.forEach((headers, key) -> assertThat(handlers.message(message("x", headers)))
                .as("key of %s", headers.keySet())
                .startsWith(key + " #")));
    }

    @Test
    void tellsCloudEventsOfDifferentSourcesApart() {
        run(handlers -> {
            String first = handlers.message(message("x", Map.of("ce_id", "1", "ce_source", "/a")));
            String second = handlers.message(message("y", Map.of("ce_id", "1", "ce_source", "/b")));
            assertThat(first).isNotEqualTo(second);
        });
    }

    @Test
    void takesTheEnvelopeOrTheIdThatAMessageCarries() {
        run(handlers -> {
            assertThat(handlers.message(message(envelope("e-1", "k-1", READING), Map.of())))
                    .isEqualTo("k-1 #1");
            assertThat(handlers.message(message(envelope("e-9", "k-1", READING), Map.of("ce_id", "other"))))
                    .isEqualTo("k-1 #1");
            assertThat(handlers.message(message(new Order("o-1", null, "book"), Map.of())))
                    .isEqualTo("o-1 #2");
            refusesMismatch(() -> handlers.message(message(new Order("o-1", null, "secret"), Map.of())));
        });
    }

    @Test
    void takesTheOwnIdOfAMessageAtWorstAndWarnsOnce(CapturedOutput output) {
        run(handlers -> {
            Message<Object> message = message("x", Map.of());
            assertThat(handlers.message(message)).isEqualTo(message.getHeaders().getId() + " #1");
            assertThat(handlers.message(message)).isEqualTo(message.getHeaders().getId() + " #1");
            assertThat(handlers.message(message("x", Map.of()))).endsWith("#2");
        });
        assertThat(output.getAll())
                .containsOnlyOnce("Task Handlers.message takes the id of a message for its key")
                .contains("idempotency-key");
    }

    @Test
    void takesTheAccessorsOfOtherTypes() {
        run(handlers -> {
            assertThat(handlers.order(new Order("o-1", null, "book"))).isEqualTo("o-1 #1");
            assertThat(handlers.order(new Order("o-2", "k-1", "book"))).isEqualTo("k-1 #2");
            assertThat(handlers.bean(new OrderBean("b-1", "book"))).isEqualTo("b-1 #3");
            assertThat(handlers.identified(new Order("o-1", null, "book"))).isEqualTo("o-1 #4");
            refusesMismatch(() -> handlers.order(new Order("o-1", null, "secret")));
            refusesMismatch(() -> handlers.bean(new OrderBean("b-1", "secret")));
        });
    }

    @Test
    void doesNotMindANewIdUnderTheSameIdempotencyKey() {
        run(handlers -> {
            assertThat(handlers.order(new Order("o-1", "k-1", "book"))).isEqualTo("k-1 #1");
            assertThat(handlers.order(new Order("o-2", "k-1", "book"))).isEqualTo("k-1 #1");
        });
    }

    @Test
    void refusesAnEventWithoutKeyAndIdOrWithABlankOne() {
        run(handlers -> {
            refusesKey(() -> handlers.order(new Order(null, null, "book")), "neither an idempotency key nor an id");
            refusesKey(() -> handlers.order(new Order("o-1", " ", "book")), "key or id is blank");
            refusesKey(() -> handlers.order(null), "the event is null");
            refusesKey(
                    () -> handlers.message(message("x", Map.of("Idempotency-Key", " "))),
                    "the header Idempotency-Key is blank");
            refusesKey(
                    () -> handlers.message(message("x", Map.of("Idempotency-Key", List.of("a")))),
                    "the header Idempotency-Key of type");
            assertThat(handlers.runs()).isZero();
        });
    }

    private static void refusesKey(Runnable call, String message) {
        assertThatExceptionOfType(InvalidIdempotencyKeyException.class)
                .isThrownBy(call::run)
                .withMessageContainingAll("of task Handlers.", "#root.event.key", message);
    }

    @Test
    void canBeComposedWithOtherExpressions() {
        run(handlers -> {
            assertThat(handlers.composed(envelope("e-1", null, READING), "north"))
                    .isEqualTo("north/e-1 #1");
            assertThat(handlers.composed(envelope("e-1", null, READING), "south"))
                    .isEqualTo("south/e-1 #2");
        });
    }

    @Test
    void handlesSpringEventsOnce() {
        IdempotentApplication.inMemory().withBean(Listeners.class).run(context -> {
            Listeners listeners = context.getBean(Listeners.class);
            for (int i = 0; i < 2; i++) {
                context.publishEvent(envelope("e-1", null, READING));
                context.publishEvent(new EventEnvelope<>("e-2", "other", null, Instant.EPOCH, "of no listener here"));
                context.publishEvent(new OrderPlaced(this, "o-1", "book"));
                context.publishEvent(new PayloadApplicationEvent<>(new Object(), new Order("o-3", null, "pen")));
            }
            assertThat(listeners.handled()).containsExactly("reading e-1", "placed o-1", "order o-3");
            assertThatExceptionOfType(PayloadMismatchException.class)
                    .isThrownBy(() -> context.publishEvent(new OrderPlaced(this, "o-1", "pen")));
        });
    }

    @Test
    void publishesTheResultOfAListenerOnceWhereDuplicatesAreSkipped() {
        IdempotentApplication.inMemory().withBean(Answering.class).run(context -> {
            context.publishEvent(envelope("e-1", null, READING));
            context.publishEvent(envelope("e-1", null, READING));
            assertThat(context.getBean(Answering.class).answers()).containsExactly("answer to e-1");
        });
    }

    @Test
    void claimsTheEventOfAnAsyncListenerBeforeTheQueue() {
        IdempotentApplication.inMemory(AsyncConfig.class).run(context -> {
            AsyncListener listener = context.getBean(AsyncListener.class);
            context.publishEvent(envelope("e-1", null, READING));
            IdempotencyRecords records = context.getBean(IdempotencyRecords.class);
            assertThat(records.find("AsyncListener.on", "e-1")).isPresent();
            context.publishEvent(envelope("e-1", null, READING));
            context.publishEvent(envelope("e-2", null, READING));

            Awaitility.await()
                    .untilAsserted(() -> assertThat(records.find("AsyncListener.on", "e-2"))
                            .hasValueSatisfying(
                                    record -> assertThat(record.status()).isEqualTo(Status.DONE)));
            Awaitility.await()
                    .untilAsserted(() -> assertThat(listener.handled()).hasSize(2));
            assertThat(listener.handled())
                    .allMatch(thread -> !thread.equals(Thread.currentThread().getName()));
        });
    }

    @Test
    void handlesAnEventOnceAfterTheTransactionThatPublishedIt() {
        ApplicationContextRunner application =
                IdempotentApplication.withDatabase("jdbc:h2:mem:" + UUID.randomUUID(), TransactionalConfig.class);
        application.run(context -> {
            TransactionTemplate transaction =
                    new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
            AfterCommit listener = context.getBean(AfterCommit.class);
            transaction.executeWithoutResult(status -> {
                context.publishEvent(envelope("e-1", null, READING));
                assertThat(listener.handled()).isEmpty();
            });
            transaction.executeWithoutResult(status -> context.publishEvent(envelope("e-1", null, READING)));

            assertThat(listener.handled()).containsExactly("e-1");
            assertThat(context.getBean(IdempotencyRecords.class).find("AfterCommit.on", "e-1"))
                    .hasValueSatisfying(record -> assertThat(record.status()).isEqualTo(Status.DONE));
        });
    }

    private static String key() {
        return IdempotencyContext.current().orElseThrow().key();
    }

    record Reading(String meter, int value) {}

    interface Identified {

        @Nullable
        String eventId();
    }

    record Order(@Nullable String eventId, @Nullable String idempotencyKey, String item) implements Identified {}

    /** The other way of writing accessors. */
    public static class OrderBean {

        private final String id;
        private final String item;

        OrderBean(String id, String item) {
            this.id = id;
            this.item = item;
        }

        public String getEventId() {
            return this.id;
        }

        public Optional<String> getIdempotencyKey() {
            return Optional.empty();
        }

        public String getItem() {
            return this.item;
        }
    }

    /** What published it, and when, is no part of what it says. */
    static class OrderPlaced extends ApplicationEvent {

        @Serial
        private static final long serialVersionUID = 1L;

        private final String id;
        private final String item;

        OrderPlaced(Object source, String id, String item) {
            super(source);
            this.id = id;
            this.item = item;
        }

        public String getEventId() {
            return this.id;
        }

        public String getItem() {
            return this.item;
        }
    }

    static class Handlers {

        private int runs;

        int runs() {
            return this.runs;
        }

        private String ran() {
            return key() + " #" + ++this.runs;
        }

        @IdempotentEventHandler
        public String envelope(EventEnvelope<Reading> event) {
            this.runs++;
            return key() + " " + event.payload().meter() + " #" + this.runs;
        }

        @IdempotentEventHandler(verify = "")
        public String unverified(EventEnvelope<Reading> event) {
            return ran();
        }

        @IdempotentEventHandler
        public String message(Message<?> message) {
            return ran();
        }

        @IdempotentEventHandler
        public String order(@Nullable Order order) {
            return ran();
        }

        @IdempotentEventHandler
        public String bean(OrderBean event) {
            return ran();
        }

        @IdempotentEventHandler
        public String identified(Identified event) {
            return ran();
        }

        @Idempotent(key = "#region + '/' + #root.event.key", verify = "#root.event.payload.meter")
        public String composed(EventEnvelope<Reading> event, String region) {
            return ran();
        }
    }

    static class Listeners {

        private final List<String> handled = new ArrayList<>();

        List<String> handled() {
            return this.handled;
        }

        @EventListener
        @IdempotentEventHandler
        public void onReading(EventEnvelope<Reading> event) {
            this.handled.add("reading " + key());
        }

        @EventListener
        @IdempotentEventHandler
        public void onOrderPlaced(OrderPlaced event) {
            this.handled.add("placed " + key());
        }

        @EventListener
        @IdempotentEventHandler
        public void onOrder(PayloadApplicationEvent<Order> event) {
            this.handled.add("order " + key());
        }
    }

    static class Answering {

        private final List<String> answers = new ArrayList<>();

        List<String> answers() {
            return this.answers;
        }

        @EventListener
        @IdempotentEventHandler(onDuplicate = OnDuplicate.SKIP)
        public String onReading(EventEnvelope<Reading> event) {
            return "answer to " + event.eventId();
        }

        @EventListener
        public void onAnswer(String answer) {
            this.answers.add(answer);
        }
    }

    static class AsyncListener {

        private final List<String> handled = Collections.synchronizedList(new ArrayList<>());

        List<String> handled() {
            return this.handled;
        }

        @Async
        @EventListener
        @IdempotentEventHandler
        public void on(EventEnvelope<Reading> event) {
            this.handled.add(Thread.currentThread().getName());
        }
    }

    static class AfterCommit {

        private final List<String> handled = new ArrayList<>();

        List<String> handled() {
            return this.handled;
        }

        @TransactionalEventListener
        @IdempotentEventHandler
        public void on(EventEnvelope<Reading> event) {
            this.handled.add(key());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    static class AsyncConfig {

        @Bean
        AsyncListener listener() {
            return new AsyncListener();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    static class TransactionalConfig {

        @Bean
        AfterCommit listener() {
            return new AfterCommit();
        }
    }
}
