package dev.idempotency.guide;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableAsync;
import reactor.core.publisher.Mono;

import dev.idempotency.DuplicateExecutionException;
import dev.idempotency.IdempotencyRecords;
import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.guide.ReturnTypes.After;
import dev.idempotency.guide.ReturnTypes.Before;
import dev.idempotency.guide.ReturnTypes.Reports;
import dev.idempotency.guide.ReturnTypes.Streams;
import dev.idempotency.guide.ReturnTypes.Total;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.memory.MemoryIdempotencyStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class ReturnTypesTests {

    private static void run(Scenario scenario, String... properties) {
        IdempotentApplication.inMemory(Async.class)
                .withBean(Office.class)
                .withBean(Reports.class)
                .withPropertyValues(properties)
                .run(context -> scenario.run(context.getBean(Reports.class), context.getBean(Office.class)));
    }

    private interface Scenario {

        void run(Reports reports, Office office) throws Exception;
    }

    @Test
    void replaysValuesAsTheyAreDeclared() {
        run((reports, office) -> {
            assertThat(reports.print("a")).isEqualTo(reports.print("a"));
            assertThat(reports.count("b")).isEqualTo(reports.count("b"));
            assertThat(reports.find("c")).isPresent().isEqualTo(reports.find("c"));
            assertThat(reports.find("none")).isEmpty();
            assertThat(reports.find("none")).isEmpty();
            List<Report> all = reports.printAll(List.of("d"));
            assertThat(reports.printAll(List.of("d"))).isEqualTo(all).hasOnlyElementsOfType(Report.class);
            assertThat(office.begun()).isEqualTo(4);
        });
    }

    @Test
    void givesADuplicateOfAFutureACompletedOne() {
        run((reports, office) -> {
            office.close();
            CompletableFuture<Report> first = reports.printLater("a");
            CompletableFuture<Report> waiting = reports.printLater("a");
            assertThat(waiting).isNotDone();
            office.open();
            assertThat(waiting).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(first.join());
            assertThat(reports.printLater("a")).isCompletedWithValue(first.join());
            assertThat(office.begun()).isOne();
        });
    }

    @Test
    void runsAMonoWhenItIsSubscribedTo() {
        run((reports, office) -> {
            Mono<List<Report>> reading = reports.stream(List.of("a", "b"));
            assertThat(office.begun()).isZero();
            List<Report> first = reading.block();
            assertThat(first).hasSize(2);
            assertThat(reading.block()).isEqualTo(first);
            assertThat(office.begun()).isEqualTo(2);
        });
    }

    @Test
    void refusesAFluxAtStartUp() {
        IdempotentApplication.inMemory()
                .withBean(Streams.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("a Flux may be endless")
                        .hasMessageContaining("flux.collectList()"));
    }

    @Test
    void givesADuplicateNothingWhereTheResultIsNotStored() {
        run((reports, office) -> {
            assertThat(reports.resetCode("ann")).contains("code 1");
            assertThat(reports.resetCode("ann")).isEmpty();
        });
    }

    @Test
    void throwsAtADuplicateOfAResultThatWasTooLarge() {
        run(
                (reports, office) -> {
                    assertThat(reports.print("a")).isNotNull();
                    assertThatExceptionOfType(DuplicateExecutionException.class)
                            .isThrownBy(() -> reports.print("a"))
                            .withMessageContaining("could not be stored");
                    assertThat(office.begun()).isOne();
                },
                "idempotency.result.max-size=10B");
    }

    @Test
    void namesTheTaskWhoseStoredResultHasAnotherType() {
        IdempotencyStore shared = new MemoryIdempotencyStore();
        ApplicationContextRunner release =
                IdempotentApplication.inMemory().withBean(IdempotencyStore.class, () -> shared);
        release.withBean(Before.class)
                .run(context -> context.getBean(Before.class).total("a"));
        release.withBean(After.class).run(context -> {
            After after = context.getBean(After.class);
            assertThatExceptionOfType(IdempotencyStoreException.class)
                    .isThrownBy(() -> after.total("a"))
                    .withMessageContaining("reports.total")
                    .withMessageContaining("IdempotencyRecords.forget");
            assertThat(context.getBean(IdempotencyRecords.class).forget("reports.total", "a"))
                    .isTrue();
            assertThat(after.total("a")).isEqualTo(new Total("a", 100));
        });
    }

    @Test
    void completesBeforeTheCallersFutureIsDone() {
        run((reports, office) -> {
            CompletableFuture<Report> first = reports.printLater("a");
            Awaitility.await().until(first::isDone);
            office.failNext(1);
            assertThat(reports.printLater("a").join()).isEqualTo(first.join());
        });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    static class Async {}
}
