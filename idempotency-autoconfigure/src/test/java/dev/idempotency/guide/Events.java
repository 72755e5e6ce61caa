package dev.idempotency.guide;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.context.event.EventListener;
import org.springframework.messaging.Message;

import dev.idempotency.EventEnvelope;
import dev.idempotency.IdempotencyDuplicateEvent;
import dev.idempotency.IdempotentEventHandler;

/** Examples of docs/events.md. */
final class Events {

    private Events() {}

    record Reading(String meter, int value) {}

    // tag::own-event
    record OrderPlaced(String eventId, String item) {}
    // end::own-event

    static class Handlers {

        private final Printer printer;

        Handlers(Printer printer) {
            this.printer = printer;
        }

        // tag::envelope
        @EventListener
        @IdempotentEventHandler
        public void onReading(EventEnvelope<Reading> event) {
            this.printer.print(event.payload().meter());
        }
        // end::envelope

        // tag::own-handler
        @EventListener
        @IdempotentEventHandler(maxAttempts = 3)
        public void onOrder(OrderPlaced event) {
            this.printer.print(event.item());
        }
        // end::own-handler

        // tag::message
        @IdempotentEventHandler // below @KafkaListener, @RabbitListener, @ServiceActivator, ...
        public Report onMessage(Message<Reading> message) {
            return this.printer.print(message.getPayload().meter());
        }
        // end::message
    }

    static class Duplicates {

        private final List<String> seen = new CopyOnWriteArrayList<>();

        List<String> seen() {
            return this.seen;
        }

        // tag::spring-events
        @EventListener
        void onDuplicate(IdempotencyDuplicateEvent event) {
            this.seen.add(event.task() + " " + event.key() + " is " + event.status());
        }
        // end::spring-events
    }
}
