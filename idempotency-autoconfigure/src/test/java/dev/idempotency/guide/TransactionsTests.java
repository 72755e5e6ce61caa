package dev.idempotency.guide;

import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import dev.idempotency.IdempotencyRecord;
import dev.idempotency.IdempotencyRecords;
import dev.idempotency.Status;
import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.guide.Transactions.Checkout;
import dev.idempotency.guide.Transactions.Ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@Timeout(60)
class TransactionsTests {

    private static void run(Scenario scenario) {
        IdempotentApplication.withDatabase("jdbc:h2:mem:" + UUID.randomUUID(), LeasesTests.Database.class)
                .withBean(Ledger.class)
                .withBean(Checkout.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    context.getBean(JdbcClient.class)
                            .sql("create table booking (order_id varchar(20), cents int check (cents < 1000))")
                            .update();
                    scenario.run(new Fixture(context), context.getBean(Ledger.class));
                });
    }

    private interface Scenario {

        void run(Fixture fixture, Ledger ledger) throws Exception;
    }

    private record Fixture(AssertableApplicationContext context) {

        int bookings() {
            return this.context
                    .getBean(JdbcClient.class)
                    .sql("select count(*) from booking")
                    .query(Integer.class)
                    .single();
        }

        Status status() {
            return this.context
                    .getBean(IdempotencyRecords.class)
                    .find("Ledger.book", "o-1")
                    .map(IdempotencyRecord::status)
                    .orElse(Status.FAILED);
        }
    }

    @Test
    void booksOnce() {
        run((fixture, ledger) -> {
            assertThat(ledger.book("o-1", 100)).isOne();
            assertThat(ledger.book("o-1", 100)).isOne();
            assertThat(fixture.bookings()).isOne();
        });
    }

    @Test
    void leavesNeitherBookingNorRecordWhenItFails() {
        run((fixture, ledger) -> {
            assertThatExceptionOfType(DataIntegrityViolationException.class).isThrownBy(() -> ledger.book("o-1", 5000));
            assertThat(fixture.bookings()).isZero();
            assertThat(ledger.book("o-1", 100)).isOne();
        });
    }

    @Test
    void vanishesWithAnOuterTransaction() {
        run((fixture, ledger) -> {
            Checkout checkout = fixture.context().getBean(Checkout.class);
            assertThatIllegalArgumentException().isThrownBy(() -> checkout.checkOut("o-1", 0));
            assertThat(fixture.bookings()).isZero();
            checkout.checkOut("o-1", 100);
            assertThat(fixture.bookings()).isOne();
            assertThat(fixture.status()).isEqualTo(Status.DONE);
        });
    }

    @Test
    void isInProgressUntilTheOuterTransactionHasEnded() {
        run((fixture, ledger) -> {
            fixture.context().getBean(TransactionTemplate.class).executeWithoutResult(status -> {
                ledger.book("o-1", 100);
                assertThat(Calls.later(fixture::status).join()).isEqualTo(Status.RUNNING);
            });
            assertThat(fixture.status()).isEqualTo(Status.DONE);
        });
    }
}
