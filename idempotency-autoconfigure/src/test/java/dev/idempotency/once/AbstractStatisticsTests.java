package dev.idempotency.once;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import dev.idempotency.CallOutcome;
import dev.idempotency.IdempotencyRecord;
import dev.idempotency.IdempotencyRecords;
import dev.idempotency.IdempotencyStatistics;
import dev.idempotency.Idempotent;
import dev.idempotency.StatisticsPeriod;
import dev.idempotency.autoconfigure.IdempotencyStatisticsAutoConfiguration;
import dev.idempotency.statistics.StatisticsFlush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

/** What an application is told of its calls, with all of its nodes together. */
@Timeout(120)
abstract class AbstractStatisticsTests {

    /** Always the same records. */
    abstract ApplicationContextRunner store();

    final ApplicationContextRunner application() {
        return store().withConfiguration(AutoConfigurations.of(IdempotencyStatisticsAutoConfiguration.class))
                .withPropertyValues("idempotency.statistics.flush-interval=5m")
                .withBean(Service.class);
    }

    private static IdempotencyStatistics statistics(ApplicationContext context) {
        return context.getBean(IdempotencyRecords.class).statistics(StatisticsPeriod.LAST_DAY);
    }

    private static void flush(ApplicationContext context) {
        context.getBean(StatisticsFlush.class).flush();
    }

    @Test
    void addUpOverNodesAndSurviveARestart() {
        application().run(first -> {
            Service one = first.getBean(Service.class);
            one.act("a");
            one.act("a");
            assertThatIllegalStateException().isThrownBy(() -> one.fail("x"));
            application().run(second -> {
                Service other = second.getBean(Service.class);
                other.act("a");
                other.act("b");
                flush(first);
                flush(second);

                Map<CallOutcome, Long> expected =
                        Map.of(CallOutcome.EXECUTED, 2L, CallOutcome.REPLAYED, 2L, CallOutcome.FAILED, 1L);
                assertThat(statistics(first).calls()).isEqualTo(expected);
                assertThat(statistics(second)).isEqualTo(statistics(first));
                assertThat(statistics(first).tasks())
                        .isEqualTo(Map.of(
                                "Service.act",
                                Map.of(CallOutcome.EXECUTED, 2L, CallOutcome.REPLAYED, 2L),
                                "Service.fail",
                                Map.of(CallOutcome.FAILED, 1L)));
                assertThat(statistics(first).topDuplicates())
                        .extracting(
                                IdempotencyStatistics.DuplicatedKey::key,
                                IdempotencyStatistics.DuplicatedKey::duplicates)
                        .containsExactly(tuple("a", 2L));
                other.act("b");
            });
        });
        // What was not written yet was written when the application ended.
        application().run(restarted -> {
            assertThat(statistics(restarted).calls())
                    .isEqualTo(Map.of(CallOutcome.EXECUTED, 2L, CallOutcome.REPLAYED, 3L, CallOutcome.FAILED, 1L));
            assertThat(restarted
                            .getBean(IdempotencyRecords.class)
                            .statistics("Service.fail", StatisticsPeriod.LAST_HOUR)
                            .calls())
                    .isEqualTo(Map.of(CallOutcome.FAILED, 1L));
        });
    }

    @Test
    void recordsKnowHowOftenTheyWereMet() {
        application().run(context -> {
            Service service = context.getBean(Service.class);
            service.act("a");
            service.act("a");
            service.act("a");
            service.act("quiet");
            flush(context);

            IdempotencyRecords records = context.getBean(IdempotencyRecords.class);
            IdempotencyRecord found = records.find("Service.act", "a").orElseThrow();
            assertThat(found.duplicates()).isEqualTo(2);
            assertThat(found.lastDuplicateAt()).isAfter(found.firstSeenAt().minus(Duration.ofMinutes(1)));
            assertThat(records.findByExecutionId(found.executionId())).contains(found);
            assertThat(records.list("Service.act", null, 0, 10))
                    .contains(found)
                    .extracting(IdempotencyRecord::duplicates)
                    .containsExactlyInAnyOrder(2L, 0L);
            IdempotencyRecord quiet = records.find("Service.act", "quiet").orElseThrow();
            assertThat(quiet.duplicates()).isZero();
            assertThat(quiet.lastDuplicateAt()).isNull();
        });
    }

    @Test
    void areEmptyWhereNothingIsCounted() {
        application().withPropertyValues("idempotency.statistics.enabled=false").run(context -> {
            Service service = context.getBean(Service.class);
            service.act("a");
            service.act("a");
            assertThat(context).doesNotHaveBean(StatisticsFlush.class);
            assertThat(statistics(context).calls()).isEmpty();
            assertThat(statistics(context).timeline()).hasSize(24);
            assertThat(context.getBean(IdempotencyRecords.class)
                            .find("Service.act", "a")
                            .map(IdempotencyRecord::duplicates))
                    .contains(0L);
        });
    }

    static class Service {

        @Idempotent("#id")
        public String act(String id) {
            return "done " + id;
        }

        @Idempotent("#id")
        public String fail(String id) {
            throw new IllegalStateException("no paper");
        }
    }
}
