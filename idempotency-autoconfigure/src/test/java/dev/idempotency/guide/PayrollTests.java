package dev.idempotency.guide;

import java.time.Duration;
import java.time.YearMonth;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import dev.idempotency.LeaseLostException;
import dev.idempotency.test.IdempotencyProbe;
import dev.idempotency.test.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;

/** The example of docs/testing.md. */
// tag::test
@SpringBootTest(properties = "idempotency.store.type=memory")
@Import({IdempotencyProbe.class, SettableClock.class})
class PayrollTests {

    @Autowired
    private Readme.Tasks payroll;

    @Autowired
    private IdempotencyProbe probe;

    @Autowired
    private SettableClock clock;

    @AfterEach
    void forgetWhatRan() {
        this.probe.reset();
    }

    @Test
    void paysOnceAMonth() {
        this.payroll.pay("ann", YearMonth.of(2030, 1));
        this.payroll.pay("ann", YearMonth.of(2030, 1));
        this.probe.assertExecutedOnce("Tasks.pay", "ann:2030-01");
    }

    @Test
    void paysAgainWhenTheRecordHasExpired() {
        this.payroll.pay("bob", YearMonth.of(2030, 1));
        this.clock.advance(Duration.ofDays(40));
        this.payroll.pay("bob", YearMonth.of(2030, 1));
        this.probe.assertExecutions("Tasks.pay", "bob:2030-01", 2);
    }
    // end::test

    @Autowired
    private Office office;

    // tag::lease
    @Test
    void refusesTheCompletionOfANodeThatWasFrozen() {
        this.office.close();
        CompletableFuture<Payslip> frozen = Calls.later(() -> this.payroll.pay("eve", YearMonth.of(2030, 1)));
        Awaitility.await().until(() -> this.office.waiting() == 1);
        this.probe.expireLease("Tasks.pay", "eve:2030-01"); // as if the node slept for longer than its lease
        this.office.letOthersPass();
        this.payroll.pay("eve", YearMonth.of(2030, 1));
        this.office.open(); // the frozen one goes on

        assertThat(frozen)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(LeaseLostException.class);
        this.probe.assertExecutedOnce("Tasks.pay", "eve:2030-01");
    }
    // end::lease

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Office office() {
            return new Office();
        }

        @Bean
        Readme.Tasks tasks(Office office) {
            return new Readme.Tasks(office, office, office);
        }
    }
}
