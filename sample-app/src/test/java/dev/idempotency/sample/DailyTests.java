package dev.idempotency.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.idempotency.DistributedLock;
import dev.idempotency.DistributedLocks;
import dev.idempotency.sample.running.SampleClient;
import dev.idempotency.sample.running.SampleInstance;

import static org.assertj.core.api.Assertions.assertThat;

/** What the schedules of two instances do, at a tick a second. */
class DailyTests {

    @TempDir
    static Path directory;

    @Test
    void whatIsDailyIsDoneByOneTickOfTheDay() {
        Path database = directory.resolve("daily");
        try (SampleInstance one = SampleInstance.on(database);
                SampleInstance two = SampleInstance.on(database)) {
            SampleClient client = one.client();
            assertThat(two.client().post("/tickets?count=10").status()).isEqualTo(200);
            Map<String, Long> expected = Map.of(
                    "logs.cleaned", 1L, "tokens.reported", 1L, "maintenance.planned", 2L, "tickets.escalated", 10L);
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertEffects(client, expected));
            // Some more ticks do not do it again.
            Awaitility.await()
                    .during(Duration.ofSeconds(3))
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertEffects(client, expected));
            assertThat(count(one, "activity_log")).isEqualTo(1);
            assertThat(count(one, "outbox where subject = '2 access tokens to renew'"))
                    .isEqualTo(1);
        }
    }

    private static void assertEffects(SampleClient client, Map<String, Long> expected) {
        expected.forEach(
                (effect, times) -> assertThat(client.effect(effect)).as(effect).isEqualTo(times));
    }

    private static long count(SampleInstance instance, String table) {
        return instance.bean(JdbcClient.class)
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }

    @Test
    void aJobThatSomebodyIsAtIsClosedWhenTheyAreDone() {
        try (SampleInstance instance = SampleInstance.on(directory.resolve("locked"))) {
            SampleClient client = instance.client();
            DistributedLock first = instance.bean(DistributedLocks.class)
                    .tryAcquire("job:1", Duration.ofMinutes(1))
                    .orElseThrow();
            try (first) {
                client.post("/jobs?count=3");
                Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> client.effect("jobs.closed") == 2);
                Awaitility.await()
                        .during(Duration.ofSeconds(2))
                        .atMost(Duration.ofSeconds(5))
                        .until(() -> client.effect("jobs.closed") == 2);
            }
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> client.effect("jobs.closed") == 3);
        }
    }
}
