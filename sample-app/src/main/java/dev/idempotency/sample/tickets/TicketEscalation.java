package dev.idempotency.sample.tickets;

import java.time.LocalDate;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import dev.idempotency.Idempotent;
import dev.idempotency.sample.effects.Effect;
import dev.idempotency.sample.effects.EffectLog;
import dev.idempotency.sample.mail.Addresses;
import dev.idempotency.sample.mail.Mail;
import dev.idempotency.sample.mail.Mailer;

/** Escalates one ticket. A bean of its own, because a call within a bean does not pass its proxy. */
@Component
class TicketEscalation {

    private final Tickets tickets;
    private final Mailer mailer;
    private final Addresses addresses;
    private final EffectLog effects;

    TicketEscalation(Tickets tickets, Mailer mailer, Addresses addresses, EffectLog effects) {
        this.tickets = tickets;
        this.mailer = mailer;
        this.addresses = addresses;
        this.effects = effects;
    }

    /** Notifies whoever is on call, once per ticket, level and day; the key is {@code escalation:4711:L2:2026-11-21}. */
    @Transactional
    @Idempotent(
            key = "T(dev.idempotency.IdempotencyKey).of('escalation', #ticket.id()).level(#ticket.level()).on(#date)",
            ttl = "48h")
    public void escalate(Ticket ticket, LocalDate date) {
        this.tickets.escalated(ticket, date);
        this.effects.add(Effect.TICKETS_ESCALATED, Long.toString(ticket.id()));
        this.mailer.send(new Mail(
                this.addresses.onCall(),
                "Ticket " + ticket.id() + " escalated to level " + ticket.level(),
                ticket.title()));
    }
}
