package dev.idempotency.guide;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Scheduled;

import dev.idempotency.IdempotencyKey;
import dev.idempotency.IdempotencyScopeResolver;
import dev.idempotency.Idempotent;
import dev.idempotency.IdempotentDaily;

/** Examples of docs/keys.md. */
final class Keys {

    private Keys() {}

    record Ticket(String id, String reporter, String text) {}

    record Company(String name) {}

    static class Tickets {

        private final Printer printer;

        Tickets(Printer printer) {
            this.printer = printer;
        }

        // tag::spel
        @Idempotent("#ticket.id")
        public Report print(Ticket ticket) {
            return this.printer.print(ticket.text());
        }

        @Idempotent("'price-list'") // a text needs its quotes
        public Report printPrices() {
            return this.printer.print("prices");
        }

        @Idempotent("@company.name + ':' + #ticket.id") // a bean
        public Report printFor(Ticket ticket) {
            return this.printer.print(ticket.text());
        }
        // end::spel

        // tag::default
        @Idempotent // both arguments, by content
        public Report search(Ticket example, Map<String, String> options) {
            return this.printer.print(example.text());
        }
        // end::default

        // tag::built
        @Idempotent("T(dev.idempotency.IdempotencyKey).of('escalation', #ticket.id).level(#level).on(#date)")
        public Report escalate(Ticket ticket, int level, LocalDate date) {
            return this.printer.print(ticket.text());
        }
        // end::built

        // tag::built-in-code
        static IdempotencyKey keyOf(Ticket ticket) {
            return IdempotencyKey.of("answer", ticket.id()).hashed(ticket.reporter());
        }
        // end::built-in-code

        // tag::scoped
        @Idempotent(key = "#ticket.id", scope = "tenant")
        public Report printForTenant(Ticket ticket) {
            return this.printer.print(ticket.text());
        }

        @Idempotent(key = "#ticket.id", scope = "user")
        public Report printForUser(Ticket ticket) {
            return this.printer.print(ticket.text());
        }
        // end::scoped
    }

    static class Nightly {

        private final Printer printer;

        Nightly(Printer printer) {
            this.printer = printer;
        }

        // tag::scheduled
        @Scheduled(cron = "0 30 2 * * *", zone = "Europe/Paris")
        @Idempotent
        public void closeOverdueTickets() {
            this.printer.print("overdue tickets");
        }
        // end::scheduled
    }

    static class Reminders {

        private final Mailbox mailbox;

        Reminders(Mailbox mailbox) {
            this.mailbox = mailbox;
        }

        // tag::window
        @IdempotentDaily("#customer") // once per customer and day
        public void remind(String customer) {
            this.mailbox.send(customer, "Please pay.");
        }

        @Idempotent(key = "#customer", window = "hour")
        public void tell(String customer) {
            this.mailbox.send(customer, "There is news.");
        }
        // end::window
    }

    static class Files {

        private final Printer printer;

        Files(Printer printer) {
            this.printer = printer;
        }

        // tag::files
        @Idempotent // the content of the file makes the key, not its name
        public Report load(Path file) {
            return this.printer.print("file");
        }

        @Idempotent("T(dev.idempotency.FileFingerprint).of(#file)") // readable: SHA-256:4c1f...
        public Report loadOnce(Path file, String requestedBy) {
            return this.printer.print("file");
        }

        @Idempotent("T(dev.idempotency.FileFingerprint).sampled(#recording)") // very large, and written once
        public Report index(Path recording) {
            return this.printer.print("recording");
        }
        // end::files
    }

    static final class Tenants {

        private volatile @Nullable String current;

        @Nullable
        String current() {
            return this.current;
        }

        void enter(@Nullable String tenant) {
            this.current = tenant;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Scopes {

        // tag::scope
        @Bean
        IdempotencyScopeResolver tenant(Tenants tenants) {
            return tenants::current; // null if there is none: the call fails rather than share keys
        }
        // end::scope
    }
}
