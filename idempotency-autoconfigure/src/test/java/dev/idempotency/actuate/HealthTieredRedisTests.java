package dev.idempotency.actuate;

import java.io.IOException;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import tools.jackson.databind.JsonNode;

import dev.idempotency.testing.RedisProcess;

import static org.assertj.core.api.Assertions.assertThat;

/** A Redis in front of a database, killed and started again, as an operator sees it. */
class HealthTieredRedisTests {

    private static JsonNode health(ManagedApplication application) {
        ManagedApplication.Answer answer = application.get("health/idempotency");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("status").asString()).isEqualTo("UP");
        return answer.json().get("details");
    }

    private static boolean isDegradedAfterACall(ManagedApplication application, String key) {
        application.bean(ManagedApplication.Reports.class).personal(key);
        boolean degraded = health(application).get("degraded").asBoolean();
        assertThat(application
                        .get("idempotency")
                        .json()
                        .get("store")
                        .get("degraded")
                        .asBoolean())
                .isEqualTo(degraded);
        return degraded;
    }

    @Test
    void showsThatTheGateIsGoneAndThatItIsBack() throws IOException {
        try (RedisProcess redis = RedisProcess.start();
                ManagedApplication application = ManagedApplication.start(
                        WebApplicationType.SERVLET,
                        "spring.autoconfigure.exclude=",
                        "idempotency.store.type=tiered",
                        "idempotency.tiered.circuit-breaker.open-for=200ms",
                        "spring.data.redis.host=" + redis.host(),
                        "spring.data.redis.port=" + redis.port())) {
            assertThat(isDegradedAfterACall(application, "before")).isFalse();
            assertThat(health(application).get("authority").asString()).isEqualTo("jdbc");

            redis.kill();
            int[] calls = {0};
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> isDegradedAfterACall(application, "gone" + calls[0]++));

            redis.restart();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> !isDegradedAfterACall(application, "back" + calls[0]++));
        }
    }
}
