package dev.idempotency.sample;

import java.nio.file.Path;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.idempotency.sample.running.SampleClient.Answer;
import dev.idempotency.sample.running.SampleInstance;

import static org.assertj.core.api.Assertions.assertThat;

class RestartTests {

    @TempDir
    static Path directory;

    @Test
    void whatWasDoneBeforeARestartIsADuplicateAfterIt() {
        Path database = directory.resolve("facility");
        Answer first;
        try (SampleInstance before = SampleInstance.on(database)) {
            first = before.client().requestReport("kept", "alice", "html");
            before.client().alert("fire", "kept");
            Awaitility.await()
                    .until(() -> before.client()
                                    .get("/reports/" + first.executionId())
                                    .status()
                            == 200);
        }
        try (SampleInstance after = SampleInstance.on(database)) {
            Answer second = after.client().requestReport("kept", "alice", "html");
            assertThat(second.isDuplicate()).isTrue();
            assertThat(second.executionId()).isEqualTo(first.executionId());
            assertThat(after.client().get("/reports/" + first.executionId()).body())
                    .contains("<h1>kept</h1>");
            assertThat(after.client().alert("fire", "kept").isDuplicate()).isTrue();
            assertThat(after.client().effect("reports.generated")).isEqualTo(1);
            assertThat(after.client().effect("alerts.sent")).isEqualTo(1);
        }
    }
}
