package dev.idempotency.sample;

import java.nio.file.Path;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.idempotency.sample.running.SampleClient;
import dev.idempotency.sample.running.SampleClient.Answer;
import dev.idempotency.sample.running.SampleProcess;

import static org.assertj.core.api.Assertions.assertThat;

/** Processes of their own share a database file that the first of them serves to the others. */
class ProcessesTests {

    @TempDir
    static Path directory;

    @Test
    void theSecondProcessGoesOnWhenTheFirstIsKilled() throws Exception {
        Path database = directory.resolve("facility");
        try (SampleProcess one = SampleProcess.on(database, "one")) {
            SampleClient first = one.client();
            try (SampleProcess two = SampleProcess.on(database, "two")) {
                SampleClient second = two.client();

                Answer report = first.requestReport("everywhere", "alice", "csv");
                assertThat(report.isDuplicate()).isFalse();
                assertDuplicate(second, report);
                assertThat(second.alert("fire", "everywhere").isDuplicate()).isFalse();
                assertThat(first.alert("fire", "everywhere").isDuplicate()).isTrue();

                one.kill();

                // A statement that was on its way fails, and nothing else does.
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> second.get("/effects").status() == 200);

                assertDuplicate(second, report);
                assertThat(second.alert("fire", "everywhere").isDuplicate()).isTrue();
                assertThat(second.effect("reports.generated")).isEqualTo(1);
                assertThat(second.effect("alerts.sent")).isEqualTo(1);
                assertThat(second.requestReport("afterwards", "alice", "csv").isDuplicate())
                        .isFalse();
            }
        }
    }

    @Test
    void processesThatStartTogetherShareTheFileThatNeitherFound() throws Exception {
        Path database = directory.resolve("together");
        try (SampleProcess one = SampleProcess.on(database, "together-one");
                SampleProcess two = SampleProcess.on(database, "together-two")) {
            Answer report = one.client().requestReport("everywhere", "alice", "csv");
            assertThat(report.isDuplicate()).isFalse();
            assertDuplicate(two.client(), report);
        }
    }

    private static void assertDuplicate(SampleClient client, Answer report) {
        Answer second = client.requestReport("everywhere", "alice", "csv");
        assertThat(second.isDuplicate()).as(second.body()).isTrue();
        assertThat(second.executionId()).isEqualTo(report.executionId());
    }
}
