package dev.idempotency.once;

import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

import dev.idempotency.IdempotencyRecords;
import dev.idempotency.IdempotencyRequest;
import dev.idempotency.IdempotencyTemplate;
import dev.idempotency.testing.MariaDbTestServer;
import dev.idempotency.testing.MariaDbWireTap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class MariaDbTemplateTests extends AbstractTemplateTests {

    private final MariaDbTestServer server = MariaDbTestServer.get();

    @Override
    ApplicationContextRunner application() {
        return StoreApplications.onMariaDb();
    }

    @Test
    void claimsAThousandItemsHalfOfWhichAreDoneInAFewRoundTrips() throws Exception {
        String database = this.server.createDatabase();
        try (MariaDbWireTap tap = new MariaDbWireTap(this.server)) {
            StoreApplications.onMariaDb(tap.url(database))
                    .withPropertyValues("spring.datasource.hikari.maximum-pool-size=2")
                    .withSystemProperties("com.zaxxer.hikari.aliveBypassWindowMs=60000")
                    .run(context -> {
                        IdempotencyTemplate template = context.getBean(IdempotencyTemplate.class);
                        List<Integer> half = IntStream.range(0, 500).boxed().toList();
                        template.executeEach("items", half, String::valueOf, Integer.class, item -> item);
                        tap.reset();

                        List<Integer> all = IntStream.range(0, 1000).boxed().toList();
                        List<Integer> ran = new java.util.ArrayList<>();
                        List<@Nullable Integer> results =
                                template.executeEach("items", all, String::valueOf, Integer.class, item -> {
                                    ran.add(item);
                                    return item;
                                });

                        assertThat(results).isEqualTo(all);
                        assertThat(ran).hasSize(500);
                        // Four claims of two each, and a completion of six for every hundred that ran or for a fifth of
                        // a second of them.
                        assertThat(tap.roundTrips()).isLessThanOrEqualTo(4 * 2 + 10 * 6);
                    });
        }
    }

    @Test
    void commitsOrRollsBackWithTheCallersTransaction() {
        application().run(context -> {
            JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
            jdbc.execute("create table effect (name varchar(100))");
            IdempotencyTemplate template = context.getBean(IdempotencyTemplate.class);
            TransactionTemplate transaction = context.getBean(TransactionTemplate.class);
            IdempotencyRequest request = IdempotencyRequest.of("pay", "ann");
            Runnable effect = () -> jdbc.update("insert into effect values ('paid')");

            assertThatIllegalStateException()
                    .isThrownBy(() -> transaction.executeWithoutResult(status -> {
                        template.execute(request, effect);
                        template.executeEach("each", List.of(1, 2), String::valueOf, Integer.class, item -> item);
                        throw new IllegalStateException("rolled back");
                    }));
            assertThat(jdbc.queryForObject("select count(*) from effect", Integer.class))
                    .isZero();
            IdempotencyRecords records = context.getBean(IdempotencyRecords.class);
            assertThat(records.find("pay", "ann")).isEmpty();
            assertThat(records.find("each", "1")).isEmpty();

            transaction.executeWithoutResult(status -> {
                template.execute(request, effect);
                template.executeEach("each", List.of(1, 2), String::valueOf, Integer.class, item -> item);
            });
            template.execute(request, effect);
            assertThat(jdbc.queryForObject("select count(*) from effect", Integer.class))
                    .isOne();
            assertThat(records.find("each", "1")).isPresent();
        });
    }
}
