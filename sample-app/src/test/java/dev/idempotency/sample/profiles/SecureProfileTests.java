package dev.idempotency.sample.profiles;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.idempotency.sample.running.SampleClient;
import dev.idempotency.sample.running.SampleClient.Answer;
import dev.idempotency.sample.running.SampleInstance;

import static org.assertj.core.api.Assertions.assertThat;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecureProfileTests {

    @TempDir
    static Path directory;

    private SampleInstance instance;

    @BeforeAll
    void start() {
        this.instance = SampleInstance.on(
                directory.resolve("facility"), "--facility.tick=-", "--spring.profiles.active=secure");
    }

    @AfterAll
    void stop() {
        this.instance.close();
    }

    private SampleClient client() {
        return this.instance.client();
    }

    @Test
    void aPersonChecksInOnceADayAndNobodyForAnother() {
        Answer ann = client().as("ann").post("/check-ins");
        assertThat(ann.status()).isEqualTo(200);
        assertThat(client().as("ann").post("/check-ins").body()).isEqualTo(ann.body());
        Answer bob = client().as("bob").post("/check-ins");
        assertThat(bob.json().required("person").asString()).isEqualTo("bob");
        assertThat(client().as("olga").effect("people.checked-in")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/effects", "/actuator", "/actuator/prometheus", "/actuator/metrics", "/nowhere"})
    void nobodyIsToldAnythingWithoutAName(String path) {
        Answer answer = client().get(path);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(client().as("nobody").get(path).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/prometheus", "/actuator/metrics"})
    void theActuatorIsForOperators(String path) {
        Answer answer = client().as("ann").get(path);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(client().as("olga").get(path).status()).isEqualTo(200);
    }

    @Test
    void whetherItIsWellIsForEverybody() {
        assertThat(client().get("/actuator/health").status()).isEqualTo(200);
    }

    @Test
    void whatIsSentIsTakenFromWhoeverMayLogIn() {
        assertThat(client().alert("fire", "Roof").status()).isEqualTo(401);
        assertThat(client().as("ann").alert("fire", "Roof").isDuplicate()).isFalse();
        assertThat(client().as("bob").alert("fire", "Roof").isDuplicate()).isTrue();
    }
}
