package dev.idempotency.sample.tickets;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.idempotency.Idempotent;

/** Escalates the tickets that nobody has answered in time. */
@Component
class UnansweredTickets {

    private static final Logger logger = LoggerFactory.getLogger(UnansweredTickets.class);

    private static final int MOST_PER_TICK = 1000;

    private final Tickets tickets;
    private final TicketEscalation escalation;
    private final ZoneId zone;

    UnansweredTickets(Tickets tickets, TicketEscalation escalation, @Value("${facility.zone}") ZoneId zone) {
        this.tickets = tickets;
        this.escalation = escalation;
        this.zone = zone;
    }

    @Scheduled(cron = "${facility.tick}")
    @Idempotent(category = "maintenance")
    public void escalateAll() {
        LocalDate today = LocalDate.now(this.zone);
        List<Ticket> due = this.tickets.dueOn(today, MOST_PER_TICK);
        if (!due.isEmpty()) {
            logger.info("{} unanswered tickets", due.size());
        }
        for (Ticket ticket : due) {
            escalate(ticket, today);
        }
    }

    /** A ticket that cannot be escalated must not keep the others down; the next tick finds it again. */
    private void escalate(Ticket ticket, LocalDate today) {
        try {
            this.escalation.escalate(ticket, today);
        } catch (RuntimeException ex) {
            logger.warn("Ticket {} could not be escalated", ticket.id(), ex);
        }
    }
}
