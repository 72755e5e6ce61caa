package dev.idempotency.sample.alerts;

import java.util.UUID;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.idempotency.Idempotent;
import dev.idempotency.sample.effects.Effect;
import dev.idempotency.sample.effects.EffectLog;
import dev.idempotency.sample.mail.Addresses;
import dev.idempotency.sample.mail.Mail;
import dev.idempotency.sample.mail.Mailer;
import dev.idempotency.sample.mail.Receipt;

/** Sends critical alerts. */
@Service
class AlertService {

    private final Mailer mailer;
    private final Addresses addresses;
    private final EffectLog effects;

    AlertService(Mailer mailer, Addresses addresses, EffectLog effects) {
        this.mailer = mailer;
        this.addresses = addresses;
        this.effects = effects;
    }

    /**
     * Sends an alert unless it has been sent before. The key is a list, which is digested: no choice of texts makes one
     * alert look like another. A caller that comes while the first one is at it waits for it.
     *
     * @param request who asks; no part of the key
     */
    @Transactional
    @Idempotent(key = "{#type, #message}", category = "critical")
    public Receipt send(String type, String message, UUID request) {
        this.effects.add(Effect.ALERTS_SENT, type);
        this.mailer.send(new Mail(this.addresses.onCall(), "Alert: " + type, message));
        return new Receipt(request);
    }
}
