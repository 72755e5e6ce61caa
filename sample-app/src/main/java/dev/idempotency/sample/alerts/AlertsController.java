package dev.idempotency.sample.alerts;

import java.util.UUID;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.idempotency.sample.mail.Delivery;
import dev.idempotency.sample.web.Text;

/** Takes alerts. */
@RestController
class AlertsController {

    private final AlertService alerts;

    AlertsController(AlertService alerts) {
        this.alerts = alerts;
    }

    @PostMapping("/alerts")
    Delivery send(@RequestParam @Text(max = 100) String type, @RequestParam @Text(max = 1000) String message) {
        UUID request = UUID.randomUUID();
        return this.alerts.send(type, message, request).deliveryFor(request);
    }
}
