package dev.idempotency.sample.reports;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
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

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"spring.task.execution.pool.core-size=1", "spring.task.execution.pool.queue-capacity=1"})
@DirtiesContext
class HeldUpReportTests {

    @TempDir
    static Path directory;

    @MockitoBean
    ReportWriter writer;

    @Autowired
    ThreadPoolTaskExecutor executor;

    @LocalServerPort
    int port;

    private final CountDownLatch held = new CountDownLatch(1);
    private SampleClient client = new SampleClient(0);

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        properties.add("facility.database", () -> directory.resolve("facility").toString());
        properties.add("spring.task.execution.pool.max-size", () -> "1");
    }

    /** The thread of the test before this one may not have come back from its report yet. */
    @BeforeEach
    void waitForTheThread() {
        Awaitility.await().until(() -> this.executor.getActiveCount() == 0 && this.executor.getQueueSize() == 0);
    }

    @BeforeEach
    void connect() {
        this.client = new SampleClient(this.port);
    }

    @Test
    void aReportThatIsBeingGeneratedIsNotThereYet() {
        given(this.writer.write(any())).willAnswer(call -> {
            this.held.await();
            return "at last";
        });
        try {
            Answer first = this.client.requestReport("slow", "alice", "csv");
            assertThat(first.status()).isEqualTo(202);
            assertThat(first.body()).contains("\"duplicate\":false", "\"status\":\"RUNNING\"");
            Answer second = this.client.requestReport("slow", "alice", "csv");
            assertThat(second.body()).contains(first.executionId(), "\"duplicate\":true", "\"status\":\"RUNNING\"");
            Answer waiting = this.client.get("/reports/" + first.executionId());
            assertThat(waiting.status()).isEqualTo(202);
            assertThat(waiting.json().required("status").asString()).isEqualTo("RUNNING");

            this.held.countDown();
            assertThat(finished(first).body()).isEqualTo("at last");
        } finally {
            this.held.countDown();
        }
    }

    @Test
    void moreThanTheQueueTakesIsRefusedAndCanComeAgain() {
        given(this.writer.write(any())).willAnswer(call -> {
            this.held.await();
            return "done";
        });
        try {
            assertThat(this.client.requestReport("first", "bob", "csv").status())
                    .isEqualTo(202);
            Awaitility.await().until(() -> this.executor.getQueueSize() == 0);
            Answer queued = this.client.requestReport("second", "bob", "csv");
            assertThat(queued.status()).isEqualTo(202);
            Answer refused = this.client.requestReport("third", "bob", "csv");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.contentType()).isEqualTo("application/problem+json");

            this.held.countDown();
            assertThat(finished(queued).status()).isEqualTo(200);
            Answer again = this.client.requestReport("third", "bob", "csv");
            assertThat(again.isDuplicate()).isFalse();
            assertThat(finished(again).status()).isEqualTo(200);
        } finally {
            this.held.countDown();
        }
    }

    @Test
    void aReportThatFailedDoesNotLookAsIfItWereRunning() {
        given(this.writer.write(any())).willAnswer(call -> {
            this.held.await();
            throw new IllegalStateException("No ink");
        });
        Answer first;
        try {
            first = this.client.requestReport("broken", "alice", "csv");
            assertThat(first.status()).isEqualTo(202);
        } finally {
            this.held.countDown();
        }
        Answer failed = finished(first);
        assertThat(failed.status()).isEqualTo(410);
        assertThat(failed.contentType()).isEqualTo("application/problem+json");

        willReturn("mended").given(this.writer).write(any());
        Answer again = this.client.requestReport("broken", "alice", "csv");
        assertThat(again.isDuplicate()).isFalse();
        assertThat(again.executionId()).isNotEqualTo(first.executionId());
        assertThat(finished(again).body()).isEqualTo("mended");
    }

    private Answer finished(Answer requested) {
        return Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> this.client.get("/reports/" + requested.executionId()), report -> report.status() != 202);
    }
}
