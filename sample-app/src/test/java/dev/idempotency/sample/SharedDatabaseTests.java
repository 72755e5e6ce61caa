package dev.idempotency.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.idempotency.sample.running.AtOnce;
import dev.idempotency.sample.running.SampleClient;
import dev.idempotency.sample.running.SampleClient.Answer;
import dev.idempotency.sample.running.SampleInstance;

import static org.assertj.core.api.Assertions.assertThat;

/** Two instances on one database. */
class SharedDatabaseTests {

    @TempDir
    static Path directory;

    private static final List<SampleInstance> INSTANCES = new ArrayList<>();

    @BeforeAll
    static void start() {
        INSTANCES.add(SampleInstance.on(directory.resolve("facility")));
        INSTANCES.add(SampleInstance.on(directory.resolve("facility")));
    }

    @AfterAll
    static void stop() {
        INSTANCES.forEach(SampleInstance::close);
    }

    private static SampleClient client(int number) {
        return INSTANCES.get(number % INSTANCES.size()).client();
    }

    @Test
    void theOtherInstanceKnowsThatAReportIsADuplicate() {
        Answer first = client(0).requestReport("shared", "alice", "json");
        Answer second = client(1).requestReport("shared", "alice", "json");
        assertThat(first.isDuplicate()).isFalse();
        assertThat(second.isDuplicate()).isTrue();
        assertThat(second.executionId()).isEqualTo(first.executionId());
        assertThat(client(1).alert("fire", "shared").isDuplicate()).isFalse();
        assertThat(client(0).alert("fire", "shared").isDuplicate()).isTrue();
    }

    @Test
    void ofManyRequestsAtOnceOneIsTheFirst() throws Exception {
        for (int round = 0; round < 5; round++) {
            String name = "race " + round;
            long before = client(0).effect("reports.generated");
            List<Answer> answers = sixteenAtOnce(client -> client.requestReport(name, "alice", "csv"));
            assertThat(answers).extracting(Answer::status).containsOnly(202);
            assertThat(answers)
                    .extracting(Answer::executionId)
                    .containsOnly(answers.get(0).executionId());
            assertThat(answers).filteredOn(answer -> !answer.isDuplicate()).hasSize(1);
            Awaitility.await().until(() -> client(0).effect("reports.generated") > before);
            assertThat(client(1).effect("reports.generated")).isEqualTo(before + 1);
        }
    }

    @Test
    void ofManyAlertsAtOnceOneIsSent() throws Exception {
        for (int round = 0; round < 5; round++) {
            String message = "race " + round;
            long before = client(0).effect("alerts.sent");
            List<Answer> answers = sixteenAtOnce(client -> client.alert("fire", message));
            assertThat(answers).extracting(Answer::status).containsOnly(200);
            assertThat(answers)
                    .extracting(Answer::body)
                    .filteredOn(body -> !body.contains("\"duplicate\":true"))
                    .containsExactly("{\"sent\":true,\"duplicate\":false}");
            assertThat(client(1).effect("alerts.sent")).isEqualTo(before + 1);
        }
    }

    @Test
    void everyOverdueJobIsClosedOnce() {
        long before = client(0).effect("jobs.closed");
        for (int number = 0; number < 4; number++) {
            assertThat(client(number).post("/jobs?count=25").status()).isEqualTo(200);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> client(0).effect("jobs.closed") - before, closed -> closed >= 100);
        // Some more ticks find nothing left to do.
        Awaitility.await()
                .during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(5))
                .until(() -> client(1).effect("jobs.closed") - before == 100);
    }

    private static List<Answer> sixteenAtOnce(Function<SampleClient, Answer> request) throws Exception {
        List<Callable<Answer>> calls = new ArrayList<>();
        for (int number = 0; number < 16; number++) {
            SampleClient client = client(number);
            calls.add(() -> request.apply(client));
        }
        return AtOnce.call(calls);
    }
}
