package dev.idempotency.guide;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.idempotency.DistributedLock;
import dev.idempotency.DistributedLocks;
import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.guide.Locks.Stock;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class LocksTests {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static void run(Scenario scenario) {
        IdempotentApplication.withDatabase("jdbc:h2:mem:" + UUID.randomUUID(), LeasesTests.Database.class)
                .withBean(Office.class)
                .withBean(Stock.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    JdbcClient jdbc = context.getBean(JdbcClient.class);
                    jdbc.sql("create table shelf (id varchar(20), items int, fence bigint)")
                            .update();
                    jdbc.sql("insert into shelf values ('a', 0, 0)").update();
                    scenario.run(
                            context.getBean(Stock.class),
                            context.getBean(Office.class),
                            context.getBean(DistributedLocks.class),
                            jdbc);
                });
    }

    private interface Scenario {

        void run(Stock stock, Office office, DistributedLocks locks, JdbcClient jdbc) throws Exception;
    }

    @Test
    void countsOneAfterTheOther() {
        run((stock, office, locks, jdbc) -> {
            office.close();
            CompletableFuture<Report> first = Calls.later(() -> stock.count("a"));
            Awaitility.await().until(() -> office.waiting() == 1);
            CompletableFuture<Report> second = Calls.later(() -> stock.count("a"));
            assertThat(stock.countUnlessBusy("a")).isFalse();
            assertThat(office.begun()).isOne();
            office.open();
            assertThat(first).succeedsWithin(Duration.ofSeconds(10));
            assertThat(second).succeedsWithin(Duration.ofSeconds(10));
            assertThat(stock.countUnlessBusy("a")).isTrue();
            assertThat(office.times("print shelf a")).isEqualTo(3);
        });
    }

    @Test
    void saysThatSomebodyElseIsCounting() {
        run((stock, office, locks, jdbc) -> {
            assertThat(stock.countOrSay("a")).startsWith("counted");
            try (DistributedLock held = locks.acquire("shelf:a", MINUTE, Duration.ZERO)) {
                assertThat(held.isHeld()).isTrue();
                assertThat(stock.countOrSay("a")).isEqualTo("somebody else is counting");
                assertThat(stock.countOrSay("b")).startsWith("counted");
            }
        });
    }

    @Test
    void holdsTheLockOfAllShelvesForAsLongAsItTakes() {
        run((stock, office, locks, jdbc) -> {
            assertThat(stock.countAll(List.of("a", "b"))).isEqualTo(2);
            assertThat(locks.tryAcquire("stock", MINUTE)).isPresent();
        });
    }

    @Test
    void refusesAHolderWhoComesTooLate() {
        run((stock, office, locks, jdbc) -> {
            DistributedLock early = locks.acquire("shelf:a", MINUTE, Duration.ZERO);
            early.close();
            assertThat(stock.correct("a", 12)).isTrue();
            assertThat(jdbc.sql("update shelf set items = 7 where id = 'a' and fence < :token")
                            .param("token", early.fencingToken())
                            .update())
                    .as("rows written with an older token")
                    .isZero();
            assertThat(jdbc.sql("select items from shelf").query(Integer.class).single())
                    .isEqualTo(12);
        });
    }
}
