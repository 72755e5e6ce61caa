package dev.idempotency.guide;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

import dev.idempotency.Idempotent;

/** Examples of docs/transactions.md. */
final class Transactions {

    private Transactions() {}

    static class Ledger {

        private final JdbcClient jdbc;

        Ledger(JdbcClient jdbc) {
            this.jdbc = jdbc;
        }

        // tag::transactional
        @Transactional
        @Idempotent("#order")
        public int book(String order, int cents) {
            return this.jdbc
                    .sql("insert into booking (order_id, cents) values (:order, :cents)")
                    .param("order", order)
                    .param("cents", cents)
                    .update();
        }
        // end::transactional
    }

    static class Checkout {

        private final Ledger ledger;

        Checkout(Ledger ledger) {
            this.ledger = ledger;
        }

        // tag::outer
        @Transactional
        public void checkOut(String order, int cents) {
            this.ledger.book(order, cents); // commits, or vanishes, together with what follows
            if (cents <= 0) {
                throw new IllegalArgumentException("Nothing to pay for " + order);
            }
        }
        // end::outer
    }
}
