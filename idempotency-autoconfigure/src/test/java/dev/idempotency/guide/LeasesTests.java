package dev.idempotency.guide;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.idempotency.LeaseLostException;
import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.guide.Leases.Alarms;
import dev.idempotency.guide.Leases.Invoices;
import dev.idempotency.guide.Leases.Newsletters;
import dev.idempotency.test.IdempotencyProbe;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class LeasesTests {

    private static void run(Scenario scenario) {
        IdempotentApplication.withDatabase("jdbc:h2:mem:" + UUID.randomUUID(), Database.class)
                .withBean(Office.class)
                .withBean(IdempotencyProbe.class)
                .withBean(Invoices.class)
                .withBean(Newsletters.class)
                .withBean(Alarms.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    scenario.run(context, context.getBean(Office.class), context.getBean(IdempotencyProbe.class));
                });
    }

    private interface Scenario {

        void run(AssertableApplicationContext context, Office office, IdempotencyProbe probe) throws Exception;
    }

    @Test
    void turnsALateWriterAwayByItsToken() {
        run((context, office, probe) -> {
            JdbcClient jdbc = context.getBean(JdbcClient.class);
            jdbc.sql("create table invoice (id varchar(20) primary key, document varchar(100), fence bigint not null)")
                    .update();
            jdbc.sql("insert into invoice values ('i-1', null, 0)").update();
            Invoices invoices = context.getBean(Invoices.class);
            office.close();
            CompletableFuture<Void> frozen = Calls.later(() -> invoices.archive("i-1"));
            Awaitility.await().until(() -> office.waiting() == 1);
            probe.expireLease("Invoices.archive", "i-1");
            office.letOthersPass();
            invoices.archive("i-1");
            String archived = document(jdbc);
            office.open();

            assertThat(frozen)
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .withMessageContaining("A later execution has archived invoice i-1");
            assertThat(document(jdbc)).isEqualTo(archived).isEqualTo("Report[name=i-1, number=1]");
        });
    }

    private static String document(JdbcClient jdbc) {
        return jdbc.sql("select document from invoice").query(String.class).single();
    }

    @Test
    void stopsOneThatHasLostItsKey() {
        run((context, office, probe) -> {
            Newsletters newsletters = context.getBean(Newsletters.class);
            office.close();
            CompletableFuture<Void> frozen = Calls.later(() -> newsletters.send("june", List.of("ann", "bob")));
            Awaitility.await().until(() -> office.waiting() == 1);
            probe.expireLease("Newsletters.send", "june");
            office.open();
            assertThat(frozen)
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .withCauseInstanceOf(LeaseLostException.class);
            assertThat(office.times("send ann")).isOne();
            assertThat(office.times("send bob")).isZero();

            newsletters.send("june", List.of("ann", "bob"));
            assertThat(office.times("send bob")).isOne();
        });
    }

    @Test
    void handsItsContextToThreadsOfItsOwn() {
        run((context, office, probe) -> {
            context.getBean(Newsletters.class).sendAtOnce("june", List.of("ann", "bob", "eve"));
            assertThat(office.begun()).isEqualTo(3);
        });
    }

    @Test
    void tellsOfALostLease() {
        run((context, office, probe) -> {
            Newsletters newsletters = context.getBean(Newsletters.class);
            office.close();
            CompletableFuture<Void> frozen = Calls.later(() -> newsletters.send("june", List.of("ann")));
            Awaitility.await().until(() -> office.waiting() == 1);
            probe.expireLease("Newsletters.send", "june");
            CompletableFuture<Void> second = Calls.later(() -> newsletters.send("june", List.of("ann")));
            Awaitility.await().until(() -> office.waiting() == 2);
            office.open();
            assertThat(frozen)
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .withCauseInstanceOf(LeaseLostException.class);
            assertThat(second).succeedsWithin(Duration.ofSeconds(10));
            assertThat(context.getBean(Alarms.class).alarms())
                    .singleElement()
                    .asString()
                    .endsWith("of Newsletters.send may have run beside another");
            probe.assertExecutedOnce("Newsletters.send", "june");
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class Database {

        @Bean
        JdbcClient jdbcClient(JdbcTemplate jdbc) {
            return JdbcClient.create(jdbc);
        }
    }
}
