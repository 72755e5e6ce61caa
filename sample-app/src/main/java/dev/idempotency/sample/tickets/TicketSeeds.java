package dev.idempotency.sample.tickets;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Makes tickets that nobody has answered for hours. */
@Component
class TicketSeeds {

    private final Tickets tickets;

    TicketSeeds(Tickets tickets) {
        this.tickets = tickets;
    }

    @Transactional
    public void plant(int count) {
        for (int number = 1; number <= count; number++) {
            this.tickets.addUnanswered("No light in room " + number);
        }
    }
}
