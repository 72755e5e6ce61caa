package dev.idempotency.sample.reports;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import dev.idempotency.sample.running.SampleClient;
import dev.idempotency.sample.running.SampleClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willReturn;

/** Without keep-alive, an execution that is held up looks like that of an instance that died. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"idempotency.tasks.ReportService.generate.lease=1s", "idempotency.keep-alive.enabled=false"})
@DirtiesContext
class AbandonedReportTests {

    @TempDir
    static Path directory;

    @MockitoBean
    ReportWriter writer;

    @LocalServerPort
    int port;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        properties.add("facility.database", () -> directory.resolve("facility").toString());
    }

    @Test
    void anAbandonedReportIsGoneAndTheNextRequestGetsAnother() {
        SampleClient client = new SampleClient(this.port);
        CountDownLatch held = new CountDownLatch(1);
        given(this.writer.write(any())).willAnswer(call -> {
            held.await();
            return "too late";
        });
        try {
            Answer first = client.requestReport("abandoned", "alice", "csv");
            assertThat(client.get("/reports/" + first.executionId()).status()).isEqualTo(202);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> client.get("/reports/" + first.executionId()).status() == 410);

            willReturn("in its place").given(this.writer).write(any());
            Answer second = client.requestReport("abandoned", "alice", "csv");
            assertThat(second.isDuplicate()).isFalse();
            assertThat(second.executionId()).isNotEqualTo(first.executionId());
            String successor = "/reports/" + second.executionId();
            Awaitility.await().until(() -> client.get(successor).status() == 200);

            // What comes back to life cannot commit: somebody else has its key.
            held.countDown();
            Awaitility.await()
                    .until(() -> client.get("/actuator/prometheus").body(), body -> body.contains("lease_lost"));
            assertThat(client.get("/reports/" + first.executionId()).status()).isEqualTo(410);
            assertThat(client.get(successor).body()).isEqualTo("in its place");
            assertThat(client.effect("reports.generated")).isEqualTo(1);
        } finally {
            held.countDown();
        }
    }
}
