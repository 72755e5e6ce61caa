package dev.idempotency.actuate;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.context.WebApplicationContext;

import dev.idempotency.Idempotent;

import static org.assertj.core.api.Assertions.assertThat;

/** The JSON of the endpoint, as a web application serves it. */
@SpringBootTest(
        properties = {
            "management.endpoints.web.exposure.include=idempotencyschedules",
            "idempotency.store.type=memory",
            "idempotency.schedules.pool-size=2",
            "spring.datasource.url=jdbc:h2:mem:schedules-endpoint",
        })
class IdempotencySchedulesEndpointTests {

    private static final String PATH = "/actuator/idempotencyschedules";

    @Autowired
    private WebApplicationContext context;

    private MockMvcTester mvc() {
        return MockMvcTester.from(this.context);
    }

    @Test
    void showsSchedulesFindingsHealthAndRecommendations() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(mvc().get().uri(PATH))
                        .hasStatusOk()
                        .bodyJson()
                        .extractingPath("$.schedules[1].fires")
                        .asNumber()
                        .satisfies(fires -> assertThat(fires.intValue()).isPositive()));

        var json = assertThat(mvc().get().uri(PATH)).hasStatusOk().bodyJson();
        json.extractingPath("$.health.grade").asString().isEqualTo("C");
        json.extractingPath("$.health.score").isEqualTo(78);
        json.extractingPath("$.load.peak").asNumber().isNotNull();
        json.extractingPath("$.schedules[*].name").asArray().containsExactly("nightly", "often");
        json.extractingPath("$.schedules[0].trigger").isEqualTo("0 30 2 * * *");
        json.extractingPath("$.schedules[0].zone").isEqualTo("Europe/Paris");
        json.extractingPath("$.schedules[0].protected").isEqualTo(true);
        json.extractingPath("$.schedules[0].nextFires").asArray().hasSize(5);
        json.extractingPath("$.schedules[0].fires").isEqualTo(0);
        json.extractingPath("$.schedules[0].missed").isEqualTo(0);
        json.extractingPath("$.schedules[0].overruns").isEqualTo(0);
        json.extractingPath("$.clockChanges[0].kind").isEqualTo("clock-change-loses-day");
        json.extractingPath("$.clockChanges[0].severity").isEqualTo("warning");
        json.extractingPath("$.clockChanges[0].schedules").asArray().containsExactly("nightly");
        json.extractingPath("$.collisions").asArray().isEmpty();
        json.extractingPath("$.hotspots").asArray().isEmpty();
        json.extractingPath("$.overruns").asArray().isEmpty();
        json.extractingPath("$.findings").asArray().isNotEmpty();
        json.extractingPath("$.recommendations[0].schedule").isEqualTo("nightly");
        json.extractingPath("$.recommendations[0].originalCron").isEqualTo("0 30 2 * * *");
        json.extractingPath("$.recommendations[0].proposedCron").isEqualTo("0 0 3 * * *");
        json.extractingPath("$.recommendations[0].urgency").isEqualTo("medium");
    }

    @Test
    void answersWhatWouldHappen() {
        var json = assertThat(mvc().post()
                        .uri(PATH)
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"cron\": \"0 30 2 * * *\", \"duration\": \"90s\", \"zone\": \"Europe/Paris\"}"))
                .hasStatusOk()
                .bodyJson();
        json.extractingPath("$.duration").isEqualTo("PT1M30S");
        json.extractingPath("$.nextFires").asArray().hasSize(5);
        json.extractingPath("$.findings[?(@.kind == 'collision')].schedules[*]")
                .asArray()
                .containsExactly("nightly", "what-if");
        json.extractingPath("$.findings[?(@.kind == 'clock-change-loses-day')].severity")
                .asArray()
                .containsExactly("warning");
        json.extractingPath("$.health.before").isEqualTo(78);
        json.extractingPath("$.health.after").asNumber().isNotNull();
        json.extractingPath("$.peakLoad.after").asNumber().isNotNull();
        json.extractingPath("$.alternatives").asArray().hasSize(5);
        json.extractingPath("$.alternatives[0].cron").asString().matches("0 \\d+ \\d+ \\* \\* \\*");
    }

    @Test
    void needsNoMoreThanAPattern() {
        assertThat(mvc().post()
                        .uri(PATH)
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"cron\": \"*/20 * * * * *\"}"))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.alternatives")
                .asArray()
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"cron\": \"every night\"}",
                "{\"cron\": \"0 0 2 * * *\", \"duration\": \"long\"}",
                "{\"cron\": \"0 0 2 * * *\", \"duration\": \"-5s\"}",
                "{\"cron\": \"0 0 2 * * *\", \"zone\": \"Mars/Olympus\"}",
                "{\"duration\": \"5s\"}"
            })
    void refusesWhatIsNotValid(String body) {
        assertThat(mvc().post()
                        .uri(PATH)
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(body))
                .hasStatus(400);
    }

    static class Jobs {

        @Scheduled(cron = "0 30 2 * * *", zone = "Europe/Paris")
        @Idempotent(name = "nightly")
        public void nightly() {}

        @Scheduled(fixedDelay = 100)
        @Idempotent(name = "often")
        public void often() {}
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableScheduling
    static class Application {

        @Bean
        Jobs jobs() {
            return new Jobs();
        }
    }
}
