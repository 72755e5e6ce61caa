package dev.idempotency.guide;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.NullUnmarked;
import org.springframework.core.ParameterizedTypeReference;

import dev.idempotency.IdempotencyRecord;
import dev.idempotency.IdempotencyRecords;
import dev.idempotency.IdempotencyRequest;
import dev.idempotency.IdempotencyTemplate;
import dev.idempotency.IdempotentExecution;
import dev.idempotency.OnDuplicate;
import dev.idempotency.Status;

/** Examples of docs/programmatic.md. */
final class Programmatic {

    private Programmatic() {}

    /** As in an application that does not check nullness: with {@code SKIP}, a duplicate's result is null. */
    @NullUnmarked
    static class Imports {

        private final IdempotencyTemplate template;
        private final Printer printer;
        private final Mailbox mailbox;

        Imports(IdempotencyTemplate template, Printer printer, Mailbox mailbox) {
            this.template = template;
            this.printer = printer;
            this.mailbox = mailbox;
        }

        // tag::execute
        Report load(String customer) {
            IdempotencyRequest request =
                    IdempotencyRequest.of("customers.load", customer).ttl(Duration.ofHours(12));
            return this.template.execute(request, Report.class, () -> this.printer.print(customer));
        }
        // end::execute

        // tag::generic
        List<Report> loadAll(String region) {
            return this.template.execute(
                    IdempotencyRequest.of("customers.loadAll", region),
                    new ParameterizedTypeReference<List<Report>>() {},
                    () -> List.of(this.printer.print(region)));
        }
        // end::generic

        // tag::request
        static final IdempotencyRequest WELCOME = IdempotencyRequest.of("customers.welcome", "")
                .onDuplicate(OnDuplicate.SKIP)
                .maxAttempts(3)
                .backoff(Duration.ofSeconds(30));

        void welcome(String customer, String text) {
            this.template.execute(WELCOME.key(customer).payload(text), () -> this.mailbox.send(customer, text));
        }
        // end::request

        // tag::begin
        String send(String letter) {
            try (IdempotentExecution execution = this.template.begin(IdempotencyRequest.of("letters.send", letter))) {
                if (execution.isAcquired()) {
                    this.mailbox.send("ann", letter);
                    execution.complete("sent");
                    return "sent now";
                }
                if (execution.isDuplicate()) {
                    return execution.storedResult(String.class).orElse("sent") + " before";
                }
                return execution.isInProgress() ? "being sent" : "failed before";
            }
        }
        // end::begin

        // tag::each
        List<Report> invoice(List<String> customers) {
            return this.template.executeEach(
                    "customers.invoice", customers, customer -> customer, Report.class, this.printer::print);
        }
        // end::each
    }

    static class Operations {

        private final IdempotencyRecords records;

        Operations(IdempotencyRecords records) {
            this.records = records;
        }

        // tag::records
        Optional<Status> statusOf(String customer) {
            return this.records.find("customers.load", customer).map(IdempotencyRecord::status);
        }

        boolean runAgain(String customer) {
            return this.records.forget("customers.load", customer); // the next call runs
        }

        List<IdempotencyRecord> lastFailures() {
            return this.records.list("customers.welcome", Status.FAILED, 0, 20);
        }
        // end::records
    }
}
