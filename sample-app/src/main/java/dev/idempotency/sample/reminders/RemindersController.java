package dev.idempotency.sample.reminders;

import java.util.UUID;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.idempotency.sample.mail.Delivery;
import dev.idempotency.sample.web.Text;

/** Takes reminders. */
@RestController
class RemindersController {

    private final ReminderService reminders;

    RemindersController(ReminderService reminders) {
        this.reminders = reminders;
    }

    @PostMapping("/reminders")
    Delivery send(@RequestParam @Text(max = 254) String recipient, @RequestParam @Text(max = 100) String template) {
        UUID request = UUID.randomUUID();
        return this.reminders.send(recipient, template, request).deliveryFor(request);
    }
}
