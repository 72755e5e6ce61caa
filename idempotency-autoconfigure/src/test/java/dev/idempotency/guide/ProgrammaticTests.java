package dev.idempotency.guide;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;

import dev.idempotency.IdempotencyRequest;
import dev.idempotency.IdempotencyTemplate;
import dev.idempotency.IdempotentExecution;
import dev.idempotency.PayloadMismatchException;
import dev.idempotency.Status;
import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.guide.Programmatic.Imports;
import dev.idempotency.guide.Programmatic.Operations;
import dev.idempotency.test.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(60)
class ProgrammaticTests {

    private static void run(Scenario scenario, String... properties) {
        IdempotentApplication.inMemory()
                .withBean(Office.class)
                .withBean(SettableClock.class)
                .withBean(Imports.class)
                .withBean(Operations.class)
                .withPropertyValues(properties)
                .run(context -> scenario.run(context, context.getBean(Imports.class), context.getBean(Office.class)));
    }

    private interface Scenario {

        void run(AssertableApplicationContext context, Imports imports, Office office) throws Exception;
    }

    @Test
    void givesADuplicateTheStoredResult() {
        run((context, imports, office) -> {
            assertThat(imports.load("ann")).isEqualTo(imports.load("ann"));
            assertThat(imports.loadAll("north")).isEqualTo(imports.loadAll("north"));
            assertThat(office.begun()).isEqualTo(2);
        });
    }

    @Test
    void goesByItsRequestAndByThePropertiesOverThat() {
        run((context, imports, office) -> {
            imports.load("ann");
            context.getBean(SettableClock.class).advance(Duration.ofHours(12));
            imports.load("ann");
            assertThat(office.begun()).isEqualTo(2);
        });
        run(
                (context, imports, office) -> {
                    imports.load("ann");
                    context.getBean(SettableClock.class).advance(Duration.ofHours(12));
                    imports.load("ann");
                    assertThat(office.begun()).isOne();
                },
                "idempotency.tasks.customers.load.ttl=1d");
    }

    @Test
    void comparesThePayload() {
        run((context, imports, office) -> {
            imports.welcome("ann", "Hello.");
            imports.welcome("ann", "Hello.");
            assertThat(office.times("send ann")).isOne();
            assertThatExceptionOfType(PayloadMismatchException.class)
                    .isThrownBy(() -> imports.welcome("ann", "Good morning."));
        });
    }

    @Test
    void tellsWhatIsInTheWay() {
        run((context, imports, office) -> {
            assertThat(imports.send("l-1")).isEqualTo("sent now");
            assertThat(imports.send("l-1")).isEqualTo("sent before");
            IdempotencyTemplate template = context.getBean(IdempotencyTemplate.class);
            try (IdempotentExecution held = template.begin(IdempotencyRequest.of("letters.send", "l-2"))) {
                assertThat(held.isAcquired()).isTrue();
                assertThat(imports.send("l-2")).isEqualTo("being sent");
            }
            assertThat(imports.send("l-2")).isEqualTo("sent now");
        });
    }

    @Test
    void freesTheKeyOfAnExecutionThatThrowsInItsBlock() {
        run(
                (context, imports, office) -> {
                    office.failNext(1);
                    assertThatIllegalStateException().isThrownBy(() -> imports.send("l-1"));
                    assertThat(imports.send("l-1")).isEqualTo("failed before");
                    context.getBean(SettableClock.class).advance(Duration.ofSeconds(10));
                    assertThat(imports.send("l-1")).isEqualTo("sent now");
                },
                "idempotency.tasks.letters.send.max-attempts=3");
    }

    @Test
    void runsEachOnceInTheOrderOfTheItems() {
        run((context, imports, office) -> {
            List<Report> reports = imports.invoice(List.of("ann", "bob", "ann"));
            assertThat(reports).extracting(Report::name).containsExactly("ann", "bob", "ann");
            assertThat(imports.invoice(List.of("bob", "eve")).get(0)).isEqualTo(reports.get(1));
            assertThat(office.begun()).isEqualTo(3);
        });
    }

    @Test
    void goesOnWithTheOthersWhenOneFails() {
        run((context, imports, office) -> {
            office.failNext(1);
            assertThatIllegalStateException().isThrownBy(() -> imports.invoice(List.of("ann", "bob")));
            assertThat(office.times("print ann")).isZero();
            assertThat(office.times("print bob")).isOne();
            imports.invoice(List.of("ann", "bob"));
            assertThat(office.times("print ann")).isOne();
            assertThat(office.times("print bob")).isOne();
        });
    }

    @Test
    void looksRecordsUpAndForgetsThem() {
        run((context, imports, office) -> {
            Operations operations = context.getBean(Operations.class);
            assertThat(operations.statusOf("ann")).isEmpty();
            imports.load("ann");
            assertThat(operations.statusOf("ann")).contains(Status.DONE);
            assertThat(operations.runAgain("ann")).isTrue();
            assertThat(operations.runAgain("ann")).isFalse();
            imports.load("ann");
            assertThat(office.begun()).isEqualTo(2);

            office.failNext(1);
            assertThatIllegalStateException().isThrownBy(() -> imports.welcome("bob", "Hello."));
            assertThat(operations.lastFailures()).singleElement().satisfies(record -> {
                assertThat(record.key()).isEqualTo("bob");
                assertThat(record.error()).isEqualTo("java.lang.IllegalStateException: no paper");
            });
        });
    }
}
