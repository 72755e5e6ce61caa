package dev.idempotency.guide;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.AttemptsExhaustedException;
import dev.idempotency.DuplicateExecutionException;
import dev.idempotency.ExecutionInProgressException;
import dev.idempotency.IdempotencyRecords;
import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.InvalidIdempotencyKeyException;
import dev.idempotency.PayloadMismatchException;
import dev.idempotency.PreviouslyFailedException;
import dev.idempotency.Status;
import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.guide.Policies.Confirmations;
import dev.idempotency.guide.Policies.DeadLetters;
import dev.idempotency.guide.Policies.Desk;
import dev.idempotency.guide.Policies.Mailing;
import dev.idempotency.guide.Policies.Order;
import dev.idempotency.guide.Policies.Orders;
import dev.idempotency.guide.Policies.Payroll;
import dev.idempotency.guide.Policies.Reports;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.test.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(60)
class PoliciesTests {

    private static final YearMonth MONTH = YearMonth.of(2026, 10);

    private static ApplicationContextRunner application() {
        return IdempotentApplication.inMemory()
                .withBean(Office.class)
                .withBean(SettableClock.class)
                .withBean(Payroll.class)
                .withBean(Desk.class)
                .withBean(Reports.class)
                .withBean(Mailing.class)
                .withBean(Confirmations.class)
                .withBean(DeadLetters.class)
                .withBean(Orders.class)
                .withPropertyValues(
                        "idempotency.categories.statements.ttl=40d",
                        "idempotency.categories.statements.on-duplicate=throw");
    }

    private static void run(Scenario scenario, String... properties) {
        application().withPropertyValues(properties).run(context -> {
            assertThat(context).hasNotFailed();
            scenario.run(new Fixture(context), context.getBean(Office.class));
        });
    }

    private interface Scenario {

        void run(Fixture fixture, Office office) throws Exception;
    }

    private record Fixture(AssertableApplicationContext context) {

        Payroll payroll() {
            return this.context.getBean(Payroll.class);
        }

        Reports reports() {
            return this.context.getBean(Reports.class);
        }

        Mailing mailing() {
            return this.context.getBean(Mailing.class);
        }

        Orders orders() {
            return this.context.getBean(Orders.class);
        }

        SettableClock clock() {
            return this.context.getBean(SettableClock.class);
        }

        IdempotencyRecords records() {
            return this.context.getBean(IdempotencyRecords.class);
        }
    }

    @Test
    void replaysSkipsOrThrowsAtADuplicate() {
        run((fixture, office) -> {
            Payroll payroll = fixture.payroll();
            Payslip first = payroll.pay("ann", MONTH);
            assertThat(payroll.pay("ann", MONTH)).isEqualTo(first);
            assertThat(payroll.payBonus("bob")).isPresent();
            assertThat(payroll.payBonus("bob")).isEmpty();
            Payslip paidOut = payroll.payOut("eve");
            assertThatExceptionOfType(DuplicateExecutionException.class)
                    .isThrownBy(() -> payroll.payOut("eve"))
                    .satisfies(thrown -> assertThat(thrown.storedResult()).contains(paidOut));
            assertThat(office.begun()).isEqualTo(3);
        });
    }

    @Test
    void tellsACallerOfTheExecutionThatWasFirst() {
        run((fixture, office) -> {
            Desk desk = fixture.context().getBean(Desk.class);
            assertThat(desk.payOut("ann")).isEqualTo("paid, number 1");
            assertThat(desk.payOut("ann"))
                    .isEqualTo("paid before, by execution "
                            + fixture.records()
                                    .find("Payroll.payOut", "ann")
                                    .orElseThrow()
                                    .executionId());
        });
    }

    @Test
    void skipsWaitsOrThrowsWhileItRuns() {
        run((fixture, office) -> {
            Reports reports = fixture.reports();
            office.close();
            CompletableFuture<Void> refresh = Calls.later(() -> reports.refresh("a"));
            CompletableFuture<Report> print = Calls.later(() -> reports.print("b"));
            CompletableFuture<Report> printNow = Calls.later(() -> reports.printNow("c"));
            Awaitility.await().until(() -> office.begun() == 3);

            reports.refresh("a");
            CompletableFuture<Report> waiting = Calls.later(() -> reports.print("b"));
            assertThatExceptionOfType(ExecutionInProgressException.class).isThrownBy(() -> reports.printNow("c"));
            assertThat(waiting).isNotDone();
            office.open();

            assertThat(waiting).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(print.join());
            assertThat(refresh).succeedsWithin(Duration.ofSeconds(10));
            assertThat(printNow).succeedsWithin(Duration.ofSeconds(10));
            assertThat(office.begun()).isEqualTo(3);
        });
    }

    @Test
    void throwsWhenTheWaitTookTooLong() {
        run(
                (fixture, office) -> {
                    office.close();
                    CompletableFuture<Report> first =
                            Calls.later(() -> fixture.reports().print("a"));
                    Awaitility.await().until(() -> office.begun() == 1);
                    assertThatExceptionOfType(ExecutionInProgressException.class)
                            .isThrownBy(() -> fixture.reports().print("a"))
                            .withMessageContaining("did not end within PT0.05S");
                    office.open();
                    assertThat(first).succeedsWithin(Duration.ofSeconds(10));
                },
                "idempotency.tasks.Reports.print.wait-timeout=50ms");
    }

    @Test
    void remembersAFailure() {
        run((fixture, office) -> {
            office.failNext(1);
            assertThatIllegalStateException().isThrownBy(() -> fixture.mailing().remind("ann"));
            assertThatExceptionOfType(PreviouslyFailedException.class)
                    .isThrownBy(() -> fixture.mailing().remind("ann"))
                    .satisfies(thrown -> assertThat(thrown.originalMessage()).isEqualTo("no paper"));
            fixture.clock().advance(Duration.ofMinutes(5));
            fixture.mailing().remind("ann");
            assertThat(office.times("send ann")).isOne();
        });
    }

    @Test
    void countsAttemptsAndGivesUpAfterTheLast() {
        run((fixture, office) -> {
            Instant start = fixture.clock().instant();
            Confirmations confirmations = fixture.context().getBean(Confirmations.class);
            office.failNext(3);
            assertThatIllegalStateException().isThrownBy(() -> confirmations.confirm("o-1"));
            assertThat(confirmations.confirm("o-1"))
                    .isEqualTo("attempt 1 failed, come back at " + start.plusSeconds(10));
            fixture.clock().advance(Duration.ofSeconds(10));
            assertThatIllegalStateException().isThrownBy(() -> confirmations.confirm("o-1"));
            assertThat(confirmations.confirm("o-1"))
                    .isEqualTo("attempt 2 failed, come back at " + start.plusSeconds(30));
            fixture.clock().advance(Duration.ofSeconds(20));
            assertThat(fixture.context().getBean(DeadLetters.class).letters()).isEmpty();
            assertThatIllegalStateException().isThrownBy(() -> confirmations.confirm("o-1"));

            assertThatExceptionOfType(AttemptsExhaustedException.class)
                    .isThrownBy(() -> fixture.mailing().confirm("o-1"))
                    .satisfies(thrown -> assertThat(thrown.attempts()).isEqualTo(3));
            assertThat(fixture.context().getBean(DeadLetters.class).letters())
                    .containsExactly("Mailing.confirm gave up on o-1 after 3 attempts: no paper");
            fixture.clock().advance(Duration.ofDays(1));
            assertThat(confirmations.confirm("o-1")).isEqualTo("confirmed");
        });
    }

    @Test
    void freesTheKeyOfAFailureWithoutALimit() {
        run((fixture, office) -> {
            office.failNext(1);
            assertThatIllegalStateException().isThrownBy(() -> fixture.reports().refresh("a"));
            fixture.reports().refresh("a");
            assertThat(office.times("print a")).isOne();
        });
    }

    @Test
    void treatsACallerWithAnotherKeyOfAnExclusiveTaskAsOneInProgress() {
        run((fixture, office) -> {
            Reports reports = fixture.reports();
            Report october = reports.closeBooks(MONTH);
            office.close();
            CompletableFuture<Report> november = Calls.later(() -> reports.closeBooks(MONTH.plusMonths(1)));
            Awaitility.await().until(() -> office.begun() == 2);
            CompletableFuture<Report> december = Calls.later(() -> reports.closeBooks(MONTH.plusMonths(2)));

            assertThat(reports.closeBooks(MONTH)).isEqualTo(october);
            assertThat(december).isNotDone();
            assertThat(office.begun()).isEqualTo(2);
            office.open();
            assertThat(november).succeedsWithin(Duration.ofSeconds(10));
            assertThat(december).succeedsWithin(Duration.ofSeconds(10));
        });
    }

    @Test
    void leavesAloneWhatTheConditionDoesNotMean() {
        run((fixture, office) -> {
            fixture.mailing().greet("ann", true);
            fixture.mailing().greet("ann", true);
            fixture.mailing().greet("ann", false);
            fixture.mailing().greet("ann", false);
            assertThat(office.times("send ann")).isEqualTo(3);
        });
    }

    @Test
    void refusesAnotherPayload() {
        run((fixture, office) -> {
            Report first = fixture.orders().place("r-1", new Order("pen", 1));
            assertThat(fixture.orders().place("r-1", new Order("pen", 1))).isEqualTo(first);
            assertThatExceptionOfType(PayloadMismatchException.class)
                    .isThrownBy(() -> fixture.orders().place("r-1", new Order("pen", 100)));
        });
    }

    @Test
    void takesARecordWithoutAPayloadForOneWithAnother() {
        run((fixture, office) -> fixture.reports().refresh("a"));
        IdempotencyStore shared = new dev.idempotency.store.memory.MemoryIdempotencyStore();
        ApplicationContextRunner sharing = application().withBean(IdempotencyStore.class, () -> shared);
        sharing.run(context -> context.getBean(Reports.class).refresh("a"));
        sharing.withPropertyValues("idempotency.tasks.Reports.refresh.verify=#name")
                .run(context -> assertThatExceptionOfType(PayloadMismatchException.class)
                        .isThrownBy(() -> context.getBean(Reports.class).refresh("a")));
    }

    @Test
    void recordsTheCompletionWithoutTheResult() {
        run((fixture, office) -> {
            assertThat(fixture.orders().newPassword("ann")).contains("secret 1");
            assertThat(fixture.orders().newPassword("ann")).isEmpty();
            assertThat(office.times("print ann")).isOne();
        });
    }

    @Test
    void keepsARecordForItsTtlAndInheritsFromItsCategory() {
        run((fixture, office) -> {
            fixture.reports().yearly("a");
            fixture.reports().statement("a");
            fixture.clock().advance(Duration.ofDays(7).minusMillis(1));
            fixture.reports().yearly("a");
            assertThat(office.begun()).isEqualTo(2);
            fixture.clock().advance(Duration.ofMillis(1));
            fixture.reports().yearly("a");
            assertThat(office.begun()).isEqualTo(3);
            assertThatExceptionOfType(DuplicateExecutionException.class)
                    .isThrownBy(() -> fixture.reports().statement("a"));
            fixture.clock().advance(Duration.ofDays(33));
            fixture.reports().statement("a");
            assertThat(office.begun()).isEqualTo(4);
        });
    }

    @Test
    void takesTheSettingOfATaskOverItsAnnotation() {
        run(
                (fixture, office) -> {
                    fixture.payroll().payOut("ann");
                    assertThat(fixture.payroll().payOut("ann")).isNotNull();
                    fixture.mailing().alarm("ann");
                    fixture.mailing().alarm("ann");
                    assertThat(office.times("pay ann")).isOne();
                    assertThat(office.times("send ann")).isEqualTo(2);
                },
                "idempotency.tasks.Payroll.payOut.on-duplicate=replay",
                "idempotency.tasks.Mailing.alarm.enabled=false");
    }

    private static void runWithout(String operation, Scenario scenario) {
        IdempotencyStore working = new dev.idempotency.store.memory.MemoryIdempotencyStore();
        IdempotencyStore broken = (IdempotencyStore) Proxy.newProxyInstance(
                PoliciesTests.class.getClassLoader(),
                new Class<?>[] {IdempotencyStore.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals(operation)) {
                        throw new IdempotencyStoreException("No connection", null);
                    }
                    return method.invoke(working, arguments);
                });
        application()
                .withBean(IdempotencyStore.class, () -> broken)
                .run(context -> scenario.run(new Fixture(context), context.getBean(Office.class)));
    }

    @Test
    void throwsProceedsOrSkipsWithoutAStore() {
        runWithout("claim", (fixture, office) -> {
            assertThatExceptionOfType(IdempotencyStoreException.class)
                    .isThrownBy(() -> fixture.reports().print("a"));
            assertThat(office.begun()).isZero();
            fixture.mailing().alarm("ann");
            fixture.mailing().alarm("ann");
            assertThat(office.times("send ann")).isEqualTo(2);
            fixture.mailing().advertise("bob");
            assertThat(office.times("send bob")).isZero();
        });
    }

    @Test
    void runsAgainWhatRanButCouldNotBeRecordedOnceTheLeaseIsOver() {
        runWithout("complete", (fixture, office) -> {
            assertThatExceptionOfType(IdempotencyStoreException.class)
                    .isThrownBy(() -> fixture.reports().printNow("a"));
            assertThat(office.times("print a")).isOne();
            fixture.mailing().alarm("ann");
            fixture.mailing().advertise("bob");
            assertThat(office.times("send ann")).isOne();
            assertThat(office.times("send bob")).isOne();
            assertThat(fixture.records().find("Reports.printNow", "a"))
                    .hasValueSatisfying(record -> assertThat(record.status()).isEqualTo(Status.RUNNING));
            assertThatExceptionOfType(ExecutionInProgressException.class)
                    .isThrownBy(() -> fixture.reports().printNow("a"));
        });
    }

    @Test
    void refusesAConditionThatIsNeitherTrueNorFalse() {
        run(
                (fixture, office) -> assertThatExceptionOfType(InvalidIdempotencyKeyException.class)
                        .isThrownBy(() -> fixture.mailing().advertise("ann")),
                "idempotency.tasks.Mailing.advertise.condition='maybe'");
    }
}
