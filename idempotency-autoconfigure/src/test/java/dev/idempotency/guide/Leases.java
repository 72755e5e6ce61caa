package dev.idempotency.guide;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.idempotency.IdempotencyContext;
import dev.idempotency.IdempotencyLeaseLostEvent;
import dev.idempotency.Idempotent;

/** Examples of docs/leases.md. */
final class Leases {

    private Leases() {}

    static class Invoices {

        private final Printer printer;
        private final JdbcClient jdbc;

        Invoices(Printer printer, JdbcClient jdbc) {
            this.printer = printer;
            this.jdbc = jdbc;
        }

        // tag::fencing
        @Idempotent("#invoice")
        public void archive(String invoice) {
            long token = IdempotencyContext.current().orElseThrow().fencingToken();
            Report document = this.printer.print(invoice);
            int updated = this.jdbc
                    .sql("update invoice set document = :document, fence = :token where id = :id and fence < :token")
                    .param("document", document.toString())
                    .param("token", token)
                    .param("id", invoice)
                    .update();
            if (updated == 0) {
                throw new IllegalStateException("A later execution has archived invoice " + invoice);
            }
        }
        // end::fencing
    }

    static class Newsletters {

        private final Mailbox mailbox;

        Newsletters(Mailbox mailbox) {
            this.mailbox = mailbox;
        }

        // tag::ensure-held
        @Idempotent(key = "#issue", lease = "1m")
        public void send(String issue, List<String> readers) {
            IdempotencyContext context = IdempotencyContext.current().orElseThrow();
            for (String reader : readers) {
                context.ensureHeld(); // LeaseLostException: somebody else may be sending by now
                this.mailbox.send(reader, issue);
            }
        }
        // end::ensure-held

        // tag::own-threads
        @Idempotent("#issue")
        public void sendAtOnce(String issue, List<String> readers) {
            IdempotencyContext context = IdempotencyContext.current().orElseThrow(); // in this thread only
            readers.parallelStream().forEach(reader -> {
                context.ensureHeld(); // handed over by hand
                this.mailbox.send(reader, issue);
            });
        }
        // end::own-threads
    }

    static class Alarms {

        private final List<String> alarms = new CopyOnWriteArrayList<>();

        List<String> alarms() {
            return this.alarms;
        }

        // tag::lease-lost
        @EventListener
        void onLeaseLost(IdempotencyLeaseLostEvent event) {
            this.alarms.add(
                    "Execution " + event.executionId() + " of " + event.task() + " may have run beside another");
        }
        // end::lease-lost
    }
}
