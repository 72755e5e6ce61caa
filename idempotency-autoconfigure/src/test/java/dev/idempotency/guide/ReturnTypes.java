package dev.idempotency.guide;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.springframework.scheduling.annotation.Async;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.idempotency.Idempotent;

/** Examples of docs/return-types.md. */
final class ReturnTypes {

    private ReturnTypes() {}

    static class Reports {

        private final Printer printer;

        Reports(Printer printer) {
            this.printer = printer;
        }

        // tag::values
        @Idempotent("#name")
        public Report print(String name) {
            return this.printer.print(name);
        }

        @Idempotent("#name")
        public int count(String name) {
            return this.printer.print(name).number();
        }

        @Idempotent("#name")
        public Optional<Report> find(String name) {
            return Optional.of(name).filter(found -> !found.equals("none")).map(this.printer::print);
        }

        @Idempotent("#names")
        public List<Report> printAll(List<String> names) {
            return names.stream().map(this.printer::print).toList();
        }
        // end::values

        // tag::futures
        @Async
        @Idempotent("#name")
        public CompletableFuture<Report> printLater(String name) {
            return CompletableFuture.completedFuture(this.printer.print(name));
        }
        // end::futures

        // tag::mono
        @Idempotent("#names")
        public Mono<List<Report>> stream(List<String> names) {
            return Flux.fromIterable(names).map(this.printer::print).collectList();
        }
        // end::mono

        // tag::secret
        @Idempotent(key = "#user", storeResult = false)
        public Optional<String> resetCode(String user) {
            return Optional.of("code " + this.printer.print(user).number());
        }
        // end::secret
    }

    static class Streams {

        @Idempotent("#name")
        public Flux<Report> print(String name) {
            return Flux.just(new Report(name, 1));
        }
    }

    /** The same task before and after its result was given another type. */
    static class Before {

        @Idempotent(key = "#name", name = "reports.total")
        public Report total(String name) {
            return new Report(name, 1);
        }
    }

    record Total(String name, long cents) {}

    static class After {

        @Idempotent(key = "#name", name = "reports.total")
        public Total total(String name) {
            return new Total(name, 100);
        }
    }
}
