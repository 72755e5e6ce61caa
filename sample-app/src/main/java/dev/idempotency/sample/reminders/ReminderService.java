package dev.idempotency.sample.reminders;

import java.util.UUID;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.idempotency.Idempotent;
import dev.idempotency.sample.effects.Effect;
import dev.idempotency.sample.effects.EffectLog;
import dev.idempotency.sample.mail.Mail;
import dev.idempotency.sample.mail.Mailer;
import dev.idempotency.sample.mail.Receipt;

/** Sends reminders by e-mail. */
@Service
class ReminderService {

    private final Mailer mailer;
    private final EffectLog effects;

    ReminderService(Mailer mailer, EffectLog effects) {
        this.mailer = mailer;
        this.effects = effects;
    }

    /**
     * Sends a reminder unless the same one was sent within the two hours of its category. The key is a digest, so that no
     * address can be read from it.
     *
     * @param request who asks; no part of the key
     */
    @Transactional
    @Idempotent(key = "{#recipient, #template}", category = "email")
    public Receipt send(String recipient, String template, UUID request) {
        this.effects.add(Effect.REMINDERS_SENT, template);
        this.mailer.send(new Mail(recipient, "Reminder: " + template, "This is to remind you of: " + template));
        return new Receipt(request);
    }
}
