package dev.idempotency.once;

import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.IdempotencyRecord;
import dev.idempotency.IdempotencyRecords;
import dev.idempotency.IdempotencyRequest;
import dev.idempotency.IdempotencyTemplate;
import dev.idempotency.IdempotentExecution;
import dev.idempotency.OnFailure;
import dev.idempotency.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** People who look what there is, on every store. */
@Timeout(60)
abstract class AbstractRecordsTests {

    private static final IdempotencyRequest REQUEST = IdempotencyRequest.of("letters", "ann");

    abstract ApplicationContextRunner application();

    private void run(Scenario scenario) {
        application().run(context -> {
            assertThat(context).hasNotFailed();
            scenario.run(context.getBean(IdempotencyTemplate.class), context.getBean(IdempotencyRecords.class));
        });
    }

    private interface Scenario {

        void run(IdempotencyTemplate template, IdempotencyRecords records) throws Exception;
    }

    @Test
    void findsARecordByItsExecutionWhileItRunsAndAfterwards() {
        run((template, records) -> {
            try (IdempotentExecution execution = template.begin(REQUEST)) {
                assertThat(records.findByExecutionId(execution.executionId()))
                        .isEqualTo(records.find("letters", "ann"))
                        .hasValueSatisfying(
                                record -> assertThat(record.status()).isEqualTo(Status.RUNNING));
                execution.complete("letter");

                assertThat(records.findByExecutionId(execution.executionId())).hasValueSatisfying(record -> {
                    assertThat(record.executionId()).isEqualTo(execution.executionId());
                    assertThat(record.key()).isEqualTo("ann");
                    assertThat(record.task()).isEqualTo("letters");
                    assertThat(record.status()).isEqualTo(Status.DONE);
                });
            }
        });
    }

    @Test
    void findsNothingByATextThatIsNoExecution() {
        run((template, records) -> {
            template.execute(REQUEST, () -> {});

            assertThat(records.findByExecutionId("ann")).isEmpty();
            assertThat(records.findByExecutionId("")).isEmpty();
            assertThat(records.findByExecutionId("00000000-0000-0000-0000-000000000000"))
                    .isEmpty();
        });
    }

    @Test
    void listsTheRecordsOfATaskByStatus() {
        run((template, records) -> {
            template.execute(REQUEST.key("done"), () -> {});
            assertThatIllegalStateException()
                    .isThrownBy(() -> template.execute(REQUEST.key("failed").onFailure(OnFailure.REMEMBER), () -> {
                        throw new IllegalStateException("no paper");
                    }));
            template.execute(IdempotencyRequest.of("letters2", "other"), () -> {});
            template.execute(IdempotencyRequest.of("letter", "other"), () -> {});
            try (IdempotentExecution running = template.begin(REQUEST.key("running"))) {
                assertThat(running.isAcquired()).isTrue();

                assertThat(keys(records, null)).containsExactlyInAnyOrder("done", "failed", "running");
                assertThat(keys(records, Status.DONE)).containsExactly("done");
                assertThat(keys(records, Status.FAILED)).containsExactly("failed");
                assertThat(keys(records, Status.RUNNING)).containsExactly("running");
                assertThat(records.list("letters", null, 0, 10))
                        .allSatisfy(record -> assertThat(records.find("letters", record.key()))
                                .contains(record));
            }
            assertThat(records.list("unheard-of", null, 0, 10)).isEmpty();
        });
    }

    private static List<String> keys(IdempotencyRecords records, @Nullable Status status) {
        return records.list("letters", status, 0, 10).stream()
                .map(IdempotencyRecord::key)
                .toList();
    }

    /** The slot is a record of the store, wherever it stands among those of the executions. */
    @Test
    void showsNeitherTheSlotOfAnExclusiveTaskNorAGapWhereItStands() {
        run((template, records) -> {
            complete(template, records, "a");
            complete(template, records, "b");
            awaitNextMoment(template, records);
            try (IdempotentExecution holder =
                    template.begin(REQUEST.key("holder").exclusive(true))) {
                assertThat(holder.isAcquired()).isTrue();
                awaitNextMoment(template, records);
                complete(template, records, "y");
                complete(template, records, "z");

                assertThat(keys(records, null)).containsExactly("z", "y", "holder", "b", "a");
                assertThat(keys(records, Status.RUNNING)).containsExactly("holder");
                for (int limit = 1; limit <= 5; limit++) {
                    assertThat(inPagesOf(limit, records))
                            .as("pages of %s", limit)
                            .containsExactly("z", "y", "holder", "b", "a");
                }
                assertThat(records.findByExecutionId(holder.executionId()))
                        .hasValueSatisfying(record -> assertThat(record.key()).isEqualTo("holder"));
                holder.complete(null);
            }
        });
    }

    private static void complete(IdempotencyTemplate template, IdempotencyRecords records, String key) {
        awaitNextMoment(template, records);
        template.execute(REQUEST.key(key), () -> {});
    }

    /** Until the store's clock shows another millisecond, which is the grain of some. */
    private static void awaitNextMoment(IdempotencyTemplate template, IdempotencyRecords records) {
        IdempotencyRequest tick = IdempotencyRequest.of("ticks", "tick");
        template.execute(tick, () -> {});
        var begin = records.find("ticks", "tick").orElseThrow().startedAt().plusMillis(1);
        Awaitility.await().until(() -> {
            records.forget("ticks", "tick");
            template.execute(tick, () -> {});
            return records.find("ticks", "tick").orElseThrow().startedAt().isAfter(begin);
        });
        records.forget("ticks", "tick");
    }

    private static List<String> inPagesOf(int limit, IdempotencyRecords records) {
        List<String> keys = new ArrayList<>();
        for (List<IdempotencyRecord> page = records.list("letters", null, 0, limit);
                !page.isEmpty();
                page = records.list("letters", null, keys.size(), limit)) {
            page.forEach(record -> keys.add(record.key()));
        }
        return keys;
    }

    @Test
    void saysWhatIsWrongWithAPage() {
        run((template, records) -> {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> records.list("letters", null, -1, 10))
                    .withMessageContaining("0 or more, not -1");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> records.list("letters", null, 0, 0))
                    .withMessageContaining("1 to 1000, not 0");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> records.list("letters", null, 0, 1001))
                    .withMessageContaining("1 to 1000, not 1001");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> records.list("letters:global", null, 0, 10))
                    .withMessageContaining("letters:global");
        });
    }
}
