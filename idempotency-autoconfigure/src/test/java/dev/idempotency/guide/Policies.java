package dev.idempotency.guide;

import java.time.YearMonth;
import java.util.List;
import java.util.Optional;

import org.springframework.context.event.EventListener;

import dev.idempotency.DuplicateExecutionException;
import dev.idempotency.IdempotencyExhaustedEvent;
import dev.idempotency.Idempotent;
import dev.idempotency.OnDuplicate;
import dev.idempotency.OnFailure;
import dev.idempotency.OnInProgress;
import dev.idempotency.OnStoreFailure;
import dev.idempotency.PreviouslyFailedException;

/** Examples of docs/policies.md. */
final class Policies {

    private Policies() {}

    static class Payroll {

        private final Bank bank;

        Payroll(Bank bank) {
            this.bank = bank;
        }

        // tag::on-duplicate
        @Idempotent("#employee + ':' + #month") // a duplicate gets the payslip of the first call
        public Payslip pay(String employee, YearMonth month) {
            return this.bank.pay(employee, month);
        }

        @Idempotent(key = "#employee", onDuplicate = OnDuplicate.SKIP) // a duplicate gets Optional.empty()
        public Optional<Payslip> payBonus(String employee) {
            return Optional.of(this.bank.pay(employee, YearMonth.of(2026, 12)));
        }

        @Idempotent(key = "#employee", onDuplicate = OnDuplicate.THROW) // DuplicateExecutionException
        public Payslip payOut(String employee) {
            return this.bank.pay(employee, YearMonth.of(2026, 11));
        }
        // end::on-duplicate
    }

    static class Desk {

        private final Payroll payroll;

        Desk(Payroll payroll) {
            this.payroll = payroll;
        }

        // tag::tell-duplicate
        String payOut(String employee) {
            try {
                return "paid, number " + this.payroll.payOut(employee).number();
            } catch (DuplicateExecutionException ex) {
                return "paid before, by execution " + ex.executionId();
            }
        }
        // end::tell-duplicate
    }

    static class Reports {

        private final Printer printer;

        Reports(Printer printer) {
            this.printer = printer;
        }

        // tag::on-in-progress
        @Idempotent("#name") // AUTO: void, so a caller goes on at once while it runs elsewhere
        public void refresh(String name) {
            this.printer.print(name);
        }

        @Idempotent(key = "#name", waitTimeout = "10s") // AUTO: a caller waits up to 10 s for the report
        public Report print(String name) {
            return this.printer.print(name);
        }

        @Idempotent(key = "#name", onInProgress = OnInProgress.THROW) // ExecutionInProgressException at once
        public Report printNow(String name) {
            return this.printer.print(name);
        }
        // end::on-in-progress

        // tag::exclusive
        @Idempotent(key = "#month", exclusive = true, waitTimeout = "1m")
        public Report closeBooks(YearMonth month) {
            return this.printer.print("books of " + month);
        }
        // end::exclusive

        // tag::category
        @Idempotent(key = "#name", category = "statements")
        public Report statement(String name) {
            return this.printer.print(name);
        }
        // end::category

        // tag::times
        @Idempotent(key = "#name", ttl = "7d", lease = "30s", waitTimeout = "${reports.patience:5s}")
        public Report yearly(String name) {
            return this.printer.print(name);
        }
        // end::times
    }

    static class Mailing {

        private final Mailbox mailbox;

        Mailing(Mailbox mailbox) {
            this.mailbox = mailbox;
        }

        // tag::remember
        @Idempotent(key = "#customer", onFailure = OnFailure.REMEMBER, failureTtl = "5m")
        public void remind(String customer) {
            this.mailbox.send(customer, "Please pay.");
        }
        // end::remember

        // tag::attempts
        @Idempotent(key = "#order", maxAttempts = 3, backoff = "10s", failureTtl = "1d")
        public void confirm(String order) {
            this.mailbox.send(order, "Thank you.");
        }
        // end::attempts

        // tag::condition
        @Idempotent(key = "#to", condition = "!#test")
        public void greet(String to, boolean test) {
            this.mailbox.send(to, "Hello.");
        }
        // end::condition

        // tag::on-store-failure
        @Idempotent(key = "#to", onStoreFailure = OnStoreFailure.PROCEED) // rather twice than not at all
        public void alarm(String to) {
            this.mailbox.send(to, "Fire!");
        }

        @Idempotent(key = "#to", onStoreFailure = OnStoreFailure.SKIP) // rather not at all than twice
        public void advertise(String to) {
            this.mailbox.send(to, "Buy one, get one free.");
        }
        // end::on-store-failure
    }

    static class Confirmations {

        private final Mailing mailing;

        Confirmations(Mailing mailing) {
            this.mailing = mailing;
        }

        // tag::retry-at
        String confirm(String order) {
            try {
                this.mailing.confirm(order);
                return "confirmed";
            } catch (PreviouslyFailedException ex) {
                return "attempt " + ex.attempts() + " failed, come back at " + ex.retryAt();
            }
        }
        // end::retry-at
    }

    static class DeadLetters {

        private final List<String> letters = new java.util.concurrent.CopyOnWriteArrayList<>();

        List<String> letters() {
            return this.letters;
        }

        // tag::dead-letters
        @EventListener
        void onExhausted(IdempotencyExhaustedEvent event) {
            this.letters.add(event.task() + " gave up on " + event.key() + " after " + event.attempts() + " attempts: "
                    + event.originalMessage());
        }
        // end::dead-letters
    }

    static class Orders {

        private final Printer printer;

        Orders(Printer printer) {
            this.printer = printer;
        }

        // tag::verify
        @Idempotent(key = "#requestId", verify = "#order")
        public Report place(String requestId, Order order) {
            return this.printer.print(order.item());
        }
        // end::verify

        // tag::store-result
        @Idempotent(key = "#user", storeResult = false)
        public Optional<String> newPassword(String user) {
            return Optional.of("secret " + this.printer.print(user).number());
        }
        // end::store-result
    }

    record Order(String item, int amount) {}
}
