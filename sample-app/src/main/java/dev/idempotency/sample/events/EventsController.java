package dev.idempotency.sample.events;

import jakarta.validation.Valid;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The webhook of devices. */
@RestController
class EventsController {

    private final FieldEventHandler handler;

    EventsController(FieldEventHandler handler) {
        this.handler = handler;
    }

    @PostMapping("/events")
    Handled post(@Valid @RequestBody FieldEvent event) {
        return this.handler.handle(event.envelope());
    }
}
