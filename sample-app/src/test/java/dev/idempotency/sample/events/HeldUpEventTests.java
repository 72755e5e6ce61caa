package dev.idempotency.sample.events;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import dev.idempotency.sample.pace.Pace;
import dev.idempotency.sample.running.SampleClient;
import dev.idempotency.sample.running.SampleClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mockingDetails;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.url=jdbc:h2:mem:events;DB_CLOSE_DELAY=-1")
@DirtiesContext
class HeldUpEventTests {

    @MockitoBean
    Pace pace;

    @LocalServerPort
    int port;

    @Test
    void anEventThatIsBeingHandledIsAConflictAndThenAReplay() {
        SampleClient client = new SampleClient(this.port);
        String event = """
                {"eventId":"slow","eventType":"door.opened","occurredAt":"2026-11-21T10:00:00Z","payload":%d}""";
        CountDownLatch held = new CountDownLatch(1);
        willAnswer(call -> {
                    held.await();
                    return null;
                })
                .given(this.pace)
                .work();
        try {
            CompletableFuture<Answer> first =
                    CompletableFuture.supplyAsync(() -> client.postJson("/events", event.formatted(1)));
            Awaitility.await()
                    .until(() -> !mockingDetails(this.pace).getInvocations().isEmpty());

            Answer second = client.postJson("/events", event.formatted(1));
            assertThat(second.status()).isEqualTo(409);
            assertThat(second.contentType()).isEqualTo("application/problem+json");
            assertThat(client.postJson("/events", event.formatted(2)).status()).isEqualTo(422);

            held.countDown();
            Answer handled = first.join();
            assertThat(handled.status()).isEqualTo(200);
            assertThat(second.executionId()).isEqualTo(handled.executionId());
            assertThat(client.postJson("/events", event.formatted(1)).body()).isEqualTo(handled.body());
            assertThat(client.effect("events.handled")).isEqualTo(1);
        } finally {
            held.countDown();
        }
    }
}
