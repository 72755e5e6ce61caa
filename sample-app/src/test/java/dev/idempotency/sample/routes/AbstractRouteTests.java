package dev.idempotency.sample.routes;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import dev.idempotency.sample.running.SampleClient;
import dev.idempotency.sample.running.SampleClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/** One instance for all routes; each test keeps to keys of its own. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.url=jdbc:h2:mem:routes;DB_CLOSE_DELAY=-1")
abstract class AbstractRouteTests {

    @LocalServerPort
    private int port;

    SampleClient client = new SampleClient(0);

    @BeforeEach
    void connect() {
        this.client = new SampleClient(this.port);
    }

    static void assertProblem(Answer answer, int status, String... explanations) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.json().required("status").asInt()).isEqualTo(status);
        assertThat(List.of(explanations))
                .allSatisfy(explanation -> assertThat(answer.body()).contains(explanation));
    }
}
