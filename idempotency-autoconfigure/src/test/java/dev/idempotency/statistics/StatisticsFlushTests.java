package dev.idempotency.statistics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.idempotency.CallOutcome;
import dev.idempotency.IdempotencyStatistics;
import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.StatisticsPeriod;
import dev.idempotency.Status;
import dev.idempotency.key.ExecutionKey;
import dev.idempotency.statistics.memory.MemoryStatisticsStore;
import dev.idempotency.testing.Race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doCallRealMethod;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.spy;

/** What is counted reaches the store, once, in the slots where it belongs. */
class StatisticsFlushTests {

    private static final Instant NOON = Instant.parse("2030-01-15T12:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final CallStatistics statistics = new CallStatistics();
    private final StatisticsStore store = spy(new MemoryStatisticsStore());
    private final StatisticsFlush flush = flushing(Duration.ofMinutes(5));
    private final StatisticsReports reports = new StatisticsReports(this.store, "shop", this.now::get);

    private StatisticsFlush flushing(Duration interval) {
        return new StatisticsFlush(this.statistics, this.store, "shop", this.now::get, interval, Duration.ofDays(30));
    }

    @AfterEach
    void close() {
        this.flush.close();
    }

    private void call(CallOutcome outcome) {
        this.statistics.onCall("Task.act", "global", outcome);
    }

    private void duplicate(String key) {
        this.statistics.onDuplicate(
                new ExecutionKey("Task.act", "global", key, "shop:Task.act:global:" + key, null), "id", Status.DONE);
    }

    private void pass(Duration duration) {
        this.now.updateAndGet(before -> before.plus(duration));
    }

    private IdempotencyStatistics report(StatisticsPeriod period) {
        return this.reports.report(null, period);
    }

    @Test
    void writesWhatWasCountedOnce() {
        call(CallOutcome.EXECUTED);
        call(CallOutcome.REPLAYED);
        call(CallOutcome.REPLAYED);
        this.flush.flush();
        this.flush.flush();
        call(CallOutcome.EXECUTED);
        this.flush.flush();
        for (StatisticsPeriod period : StatisticsPeriod.values()) {
            assertThat(report(period).calls())
                    .as(period.text())
                    .isEqualTo(Map.of(CallOutcome.EXECUTED, 2L, CallOutcome.REPLAYED, 2L));
        }
    }

    @Test
    void writesByItself() {
        try (StatisticsFlush often = flushing(Duration.ofMillis(5))) {
            call(CallOutcome.EXECUTED);
            Awaitility.await()
                    .until(() -> report(StatisticsPeriod.LAST_HOUR).calls().containsKey(CallOutcome.EXECUTED));
            assertThat(often).isNotNull();
        }
    }

    @Test
    void losesNothingThatIsCountedWhileItWrites() throws Exception {
        try (StatisticsFlush often = flushing(Duration.ofMillis(1))) {
            Race.of(
                    4,
                    () -> IntStream.range(0, 20_000).forEach(i -> {
                        call(CallOutcome.EXECUTED);
                        duplicate("k" + i % 3);
                    }));
            often.flush();
        }
        IdempotencyStatistics found = report(StatisticsPeriod.LAST_HOUR);
        assertThat(found.calls()).containsExactly(entry(CallOutcome.EXECUTED, 80_000L));
        assertThat(found.topDuplicates().stream()
                        .mapToLong(IdempotencyStatistics.DuplicatedKey::duplicates)
                        .sum())
                .isEqualTo(80_000);
    }

    @Test
    void keepsWhatCouldNotBeWrittenInTheSlotsWhereItBelongs() {
        doThrow(new IdempotencyStoreException("out of order", null))
                .when(this.store)
                .add(any(), any());
        call(CallOutcome.EXECUTED);
        this.flush.flush();
        pass(Duration.ofMinutes(5));
        call(CallOutcome.EXECUTED);
        call(CallOutcome.EXECUTED);
        this.flush.flush();

        doCallRealMethod().when(this.store).add(any(), any());
        pass(Duration.ofMinutes(5));
        this.flush.flush();

        assertThat(report(StatisticsPeriod.LAST_HOUR).timeline())
                .filteredOn(step -> !step.calls().isEmpty())
                .containsExactly(
                        new IdempotencyStatistics.Step(NOON, Map.of(CallOutcome.EXECUTED, 1L)),
                        new IdempotencyStatistics.Step(
                                NOON.plus(Duration.ofMinutes(5)), Map.of(CallOutcome.EXECUTED, 2L)));
        assertThat(report(StatisticsPeriod.LAST_DAY).calls()).containsExactly(entry(CallOutcome.EXECUTED, 3L));
    }

    @Test
    void doesNotWriteAgainWhatWasWrittenBeforeTheNextSlotFailed() {
        doCallRealMethod()
                .doThrow(new IdempotencyStoreException("out of order", null))
                .doCallRealMethod()
                .when(this.store)
                .add(any(), any());
        call(CallOutcome.EXECUTED);
        this.flush.flush();
        this.flush.flush();
        for (StatisticsPeriod period : StatisticsPeriod.values()) {
            assertThat(report(period).calls()).as(period.text()).containsExactly(entry(CallOutcome.EXECUTED, 1L));
        }
    }

    @Test
    void showsPeriodsInTheirSteps() {
        call(CallOutcome.EXECUTED);
        this.flush.flush();
        pass(Duration.ofMinutes(50));
        call(CallOutcome.EXECUTED);
        this.flush.flush();
        assertThat(report(StatisticsPeriod.LAST_HOUR).timeline()).hasSize(12);
        assertThat(report(StatisticsPeriod.LAST_HOUR).calls()).containsExactly(entry(CallOutcome.EXECUTED, 2L));

        pass(Duration.ofMinutes(10));
        assertThat(report(StatisticsPeriod.LAST_HOUR).calls()).containsExactly(entry(CallOutcome.EXECUTED, 1L));
        assertThat(report(StatisticsPeriod.LAST_DAY).calls()).containsExactly(entry(CallOutcome.EXECUTED, 2L));
        assertThat(report(StatisticsPeriod.LAST_DAY).timeline()).hasSize(24);
        assertThat(report(StatisticsPeriod.LAST_WEEK).timeline()).hasSize(28);

        pass(Duration.ofDays(6));
        assertThat(report(StatisticsPeriod.LAST_DAY).calls()).isEmpty();
        assertThat(report(StatisticsPeriod.LAST_WEEK).timeline())
                .filteredOn(step -> !step.calls().isEmpty())
                .containsExactly(new IdempotencyStatistics.Step(NOON, Map.of(CallOutcome.EXECUTED, 2L)));

        pass(Duration.ofDays(20));
        assertThat(report(StatisticsPeriod.LAST_WEEK).calls()).isEmpty();
        assertThat(report(StatisticsPeriod.LAST_MONTH).timeline()).hasSize(30);
        assertThat(report(StatisticsPeriod.LAST_MONTH).timeline().get(3).calls())
                .containsExactly(entry(CallOutcome.EXECUTED, 2L));
    }

    @Test
    void showsTasksAndScopesAndTheKeysThatWereDuplicatedMost() {
        call(CallOutcome.EXECUTED);
        this.statistics.onCall("Task.other", "user", CallOutcome.SKIPPED);
        duplicate("rare");
        duplicate("often");
        duplicate("often");
        this.flush.flush();
        pass(Duration.ofMinutes(1));
        duplicate("often");
        this.flush.flush();

        IdempotencyStatistics found = report(StatisticsPeriod.LAST_HOUR);
        assertThat(found.tasks())
                .isEqualTo(Map.of(
                        "Task.act", Map.of(CallOutcome.EXECUTED, 1L), "Task.other", Map.of(CallOutcome.SKIPPED, 1L)));
        assertThat(found.scopes())
                .isEqualTo(Map.of("global", Map.of(CallOutcome.EXECUTED, 1L), "user", Map.of(CallOutcome.SKIPPED, 1L)));
        assertThat(found.topDuplicates())
                .containsExactly(
                        new IdempotencyStatistics.DuplicatedKey(
                                "Task.act",
                                "often",
                                "shop:Task.act:global:often",
                                "global",
                                3,
                                NOON.plus(Duration.ofMinutes(1))),
                        new IdempotencyStatistics.DuplicatedKey(
                                "Task.act", "rare", "shop:Task.act:global:rare", "global", 1, NOON));
        assertThat(this.reports.report("Task.other", StatisticsPeriod.LAST_HOUR).calls())
                .containsExactly(entry(CallOutcome.SKIPPED, 1L));
    }

    /** Or a day of duplicates would be as many rows. */
    @Test
    void countsSoManyKeysOfADayAndNoMore() {
        for (int i = 0; i < 5000; i++) {
            duplicate("k" + i);
            if (i % 1000 == 999) {
                this.flush.flush();
            }
        }
        duplicate("k0");
        this.flush.flush();
        assertThat(this.store.mostHit("shop", new Slots(SlotWidth.DAY, NOON, NOON.plusSeconds(1)), null, 10_000))
                .hasSize(2000)
                .element(0)
                .satisfies(first -> {
                    assertThat(first.fullKey()).endsWith(":k0");
                    assertThat(first.hits()).isEqualTo(2);
                });

        pass(Duration.ofDays(1));
        duplicate("k4999");
        this.flush.flush();
        assertThat(this.reports.hits(List.of("shop:Task.act:global:k4999"), NOON))
                .hasSize(1);
    }

    @Test
    void purgesOnceAnHour() {
        call(CallOutcome.EXECUTED);
        this.flush.flush();
        pass(Duration.ofDays(40));
        this.flush.flush();
        assertThat(this.store.calls("shop", new Slots(SlotWidth.DAY, NOON, NOON.plusSeconds(1)), null))
                .isEmpty();
    }
}
