package dev.idempotency.guide;

import java.time.YearMonth;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableAsync;

import dev.idempotency.IdempotencyRecords;
import dev.idempotency.InvalidIdempotencyKeyException;
import dev.idempotency.Status;
import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.guide.Readme.Tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class ReadmeTests {

    private static void run(Scenario scenario) {
        IdempotentApplication.inMemory(Async.class)
                .withBean(Office.class)
                .withBean(Tasks.class)
                .run(context -> scenario.run(
                        context.getBean(Tasks.class),
                        context.getBean(Office.class),
                        context.getBean(IdempotencyRecords.class)));
    }

    private interface Scenario {

        void run(Tasks tasks, Office office, IdempotencyRecords records) throws Exception;
    }

    @Test
    void paysOnceForEachEmployeeAndMonth() {
        run((tasks, office, records) -> {
            Payslip first = tasks.pay("ann", YearMonth.of(2026, 10));
            assertThat(tasks.pay("ann", YearMonth.of(2026, 10))).isEqualTo(first);
            tasks.pay("ann", YearMonth.of(2026, 11));
            assertThat(office.times("pay ann")).isEqualTo(2);
        });
    }

    /** {@link KeysTests} fires it. */
    @Test
    void remindsAtNoOtherTimeThanThatOfItsSchedule() {
        run((tasks, office, records) -> {
            assertThatExceptionOfType(InvalidIdempotencyKeyException.class)
                    .isThrownBy(tasks::remindDebtors)
                    .withMessageContaining("outside its schedule");
            assertThat(office.begun()).isZero();
        });
    }

    @Test
    void claimsAReportBeforeItWaitsInTheQueue() {
        run((tasks, office, records) -> {
            office.close();
            CompletableFuture<Report> first = tasks.generate("occupancy", "ann");
            CompletableFuture<Report> second = tasks.generate("occupancy", "ann");
            assertThat(records.list("Tasks.generate", Status.RUNNING, 0, 10)).hasSize(1);
            office.open();
            Awaitility.await().until(second::isDone);
            assertThat(second).isCompletedWithValue(first.join());
            assertThat(office.times("print occupancy")).isOne();
        });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    static class Async {}
}
