package dev.idempotency.guide;

import java.time.YearMonth;
import java.util.concurrent.CompletableFuture;

import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;

import dev.idempotency.Idempotent;

/** The example of the README. */
final class Readme {

    private Readme() {}

    static class Tasks {

        private final Bank bank;
        private final Mailbox mailbox;
        private final Printer printer;

        Tasks(Bank bank, Mailbox mailbox, Printer printer) {
            this.bank = bank;
            this.mailbox = mailbox;
            this.printer = printer;
        }

        // tag::tasks
        @Idempotent(key = "#employee + ':' + #month", ttl = "40d")
        public Payslip pay(String employee, YearMonth month) {
            return this.bank.pay(employee, month);
        }

        @Scheduled(cron = "0 0 2 * * *")
        @Idempotent // once per tick in the whole cluster, whatever the nodes' clocks say
        public void remindDebtors() {
            this.mailbox.send("debtors", "Please pay.");
        }

        @Async
        @Idempotent(category = "report") // claimed before the queue: a duplicate costs no queue slot
        public CompletableFuture<Report> generate(String name, String user) {
            return CompletableFuture.completedFuture(this.printer.print(name));
        }
        // end::tasks
    }
}
