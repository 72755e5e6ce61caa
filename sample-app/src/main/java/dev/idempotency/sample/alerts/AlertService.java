package dev.idempotency.sample.alerts;

import java.util.UUID;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.idempotency.Idempotent;
import dev.idempotency.sample.effects.Effect;
import dev.idempotency.sample.effects.EffectLog;

/** Sends critical alerts. */
@Service
class AlertService {

    private final Outbox outbox;
    private final EffectLog effects;

    AlertService(Outbox outbox, EffectLog effects) {
        this.outbox = outbox;
        this.effects = effects;
    }

    /**
     * Sends an alert unless it has been sent before. The key is a list, which is digested: no choice of texts makes one
     * alert look like another. A caller that comes while the first one is at it waits for it.
     *
     * @param request who asks; no part of the key, so that a replayed result names another request than the caller's
     */
    @Transactional
    @Idempotent(key = "{#type, #message}", category = "critical")
    public Receipt send(String type, String message, UUID request) {
        this.outbox.add(type, message);
        this.effects.add(Effect.ALERTS_SENT, type);
        return new Receipt(request);
    }
}
