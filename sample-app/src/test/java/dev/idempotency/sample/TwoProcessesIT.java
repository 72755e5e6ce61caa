package dev.idempotency.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.idempotency.sample.running.AtOnce;
import dev.idempotency.sample.running.SampleClient;
import dev.idempotency.sample.running.SampleClient.Answer;
import dev.idempotency.sample.running.SampleProcess;

import static org.assertj.core.api.Assertions.assertThat;

/** The packaged application as two processes that share a database file, which the first of them serves to the other. */
class TwoProcessesIT {

    private static final byte[] FILE = "meter,value\n1,2\n".getBytes(StandardCharsets.UTF_8);

    private static final String EVENT = """
            {"eventId":"e-1","eventType":"opened","occurredAt":"2026-11-21T10:00:00Z","payload":{"door":4}}""";

    @TempDir
    static Path directory;

    private static SampleProcess start(String name) throws IOException {
        return SampleProcess.on(
                directory.resolve("facility"),
                name,
                "--facility.tick=* * * * * *",
                "--facility.work-takes=1s",
                "--idempotency.defaults.lease=4s");
    }

    @Test
    void whatTwoProcessesAreSentIsDoneOnceAlsoWhenOneIsKilledAtIt() throws Exception {
        try (SampleProcess one = start("one");
                SampleProcess two = start("two")) {
            SampleClient first = one.client();
            SampleClient second = two.client();

            // Both at once
            List<Answer> reports = atOnce(client -> client.requestReport("shared", "ann", "csv"), first, second);
            assertThat(reports).filteredOn(answer -> !answer.isDuplicate()).hasSize(1);
            assertThat(reports)
                    .extracting(Answer::executionId)
                    .containsOnly(reports.get(0).executionId());
            List<Answer> files = atOnce(client -> client.upload("may.csv", FILE, "ann"), first, second);
            assertThat(files).filteredOn(answer -> !answer.isDuplicate()).hasSize(1);
            List<Answer> payments = atOnce(client -> client.post("/payroll/emp-1/2026/11"), first, second);
            assertThat(payments).filteredOn(answer -> answer.status() == 200).hasSize(1);
            List<Answer> events = atOnce(client -> client.postJson("/events", EVENT), first, second);
            assertThat(events).extracting(Answer::status).containsOnly(200, 409);
            assertThat(second.post("/jobs?count=5").status()).isEqualTo(200);
            assertThat(first.post("/tickets?count=5").status()).isEqualTo(200);
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertEffects(second, 1));

            // Killed in the middle of a report
            Answer cutOff = first.requestReport("cut off", "ann", "csv");
            assertThat(cutOff.isDuplicate()).isFalse();
            one.kill();
            // A statement that was on its way fails, and nothing else does.
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> second.get("/effects").status() == 200);
            assertDuplicates(second, reports.get(0));
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
                second.requestReport("cut off", "ann", "csv");
                return second.effect("reports.generated") == 2;
            });
            assertThat(second.get("/reports/" + cutOff.executionId()).status()).isEqualTo(410);

            // And started again
            try (SampleProcess again = start("again")) {
                SampleClient third = again.client();
                assertDuplicates(third, reports.get(0));
                assertThat(third.requestReport("cut off", "ann", "csv").isDuplicate())
                        .isTrue();
                assertThat(third.requestReport("afterwards", "ann", "csv").isDuplicate())
                        .isFalse();
                Awaitility.await().until(() -> second.effect("reports.generated") == 3);
                assertEffects(third, 3);
            }
        }
    }

    private static List<Answer> atOnce(Function<SampleClient, Answer> request, SampleClient... clients)
            throws Exception {
        List<Callable<Answer>> calls = new ArrayList<>();
        for (int number = 0; number < 8; number++) {
            SampleClient client = clients[number % clients.length];
            calls.add(() -> request.apply(client));
        }
        return AtOnce.call(calls);
    }

    private static void assertDuplicates(SampleClient client, Answer report) {
        Answer again = client.requestReport("shared", "ann", "csv");
        assertThat(again.isDuplicate()).as(again.body()).isTrue();
        assertThat(again.executionId()).isEqualTo(report.executionId());
        assertThat(client.upload("june.csv", FILE, "bob").isDuplicate()).isTrue();
        assertThat(client.post("/payroll/emp-1/2026/11").status()).isEqualTo(409);
        assertThat(client.postJson("/events", EVENT).status()).isEqualTo(200);
        assertThat(client.postJson("/events", EVENT.replace("4", "5")).status()).isEqualTo(422);
    }

    private static void assertEffects(SampleClient client, long reports) {
        assertThat(client.effect("reports.generated")).isEqualTo(reports);
        assertThat(client.effect("files.processed")).isEqualTo(1);
        assertThat(client.effect("payroll.paid")).isEqualTo(1);
        assertThat(client.effect("events.handled")).isEqualTo(1);
        assertThat(client.effect("jobs.closed")).isEqualTo(5);
        assertThat(client.effect("tickets.escalated")).isEqualTo(5);
        assertThat(client.effect("maintenance.planned")).isEqualTo(2);
        assertThat(client.effect("logs.cleaned")).isEqualTo(1);
        assertThat(client.effect("tokens.reported")).isEqualTo(1);
    }
}
