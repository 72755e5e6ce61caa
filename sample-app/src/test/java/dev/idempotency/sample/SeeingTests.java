package dev.idempotency.sample;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import dev.idempotency.sample.running.SampleClient;
import dev.idempotency.sample.running.SampleClient.Answer;
import dev.idempotency.sample.running.SampleInstance;

import static org.assertj.core.api.Assertions.assertThat;

/** What an operator sees of what was done: no more and no less. */
class SeeingTests {

    private static final Pattern SAMPLE = Pattern.compile("^(\\w+)\\{(.*)} (\\S+)$", Pattern.MULTILINE);

    @TempDir
    static Path directory;

    private static Map<String, Double> scraped(SampleClient client) {
        return SAMPLE.matcher(client.get("/actuator/prometheus").body())
                .results()
                .filter(sample -> sample.group(1).startsWith("idempotency_"))
                .collect(Collectors.toMap(
                        sample -> sample.group(1) + "{" + sample.group(2) + "}",
                        SeeingTests::value,
                        (first, second) -> second,
                        TreeMap::new));
    }

    private static double value(MatchResult sample) {
        return Double.parseDouble(sample.group(3));
    }

    private static Map<String, Double> of(Map<String, Double> samples, String name, String task) {
        return samples.entrySet().stream()
                .filter(sample -> sample.getKey().startsWith(name + "{"))
                .filter(sample -> sample.getKey().contains("task=\"" + task + "\""))
                .collect(Collectors.toMap(
                        sample -> sample.getKey().replaceAll(".*(?:outcome|phase)=\"(\\w+)\".*", "$1"),
                        Map.Entry::getValue));
    }

    /** Three alerts, one of them sent four times; two reports, one of them asked for three times. */
    private static void script(SampleClient client) {
        for (int i = 0; i < 4; i++) {
            client.alert("fire", "hall");
        }
        client.alert("fire", "roof");
        client.alert("water", "hall");
        for (String name : new String[] {"occupancy", "occupancy", "occupancy", "costs"}) {
            Answer asked = client.requestReport(name, "ann", "csv");
            Awaitility.await()
                    .until(() -> client.get("/reports/" + asked.executionId()).status() == 200);
        }
    }

    @Test
    void everyCounterIsWhatTheScriptDid() {
        try (SampleInstance instance = SampleInstance.on(directory.resolve("counted"))) {
            SampleClient client = instance.client();
            script(client);

            Map<String, Double> samples = scraped(client);
            String alerts = "AlertService.send";
            String reports = "ReportService.generate";
            assertThat(of(samples, "idempotency_calls_total", alerts))
                    .isEqualTo(Map.of("executed", 3.0, "replayed", 3.0));
            assertThat(of(samples, "idempotency_duplicates_total", alerts)).isEqualTo(Map.of("completed", 3.0));
            assertThat(of(samples, "idempotency_executions_seconds_count", alerts))
                    .isEqualTo(Map.of("success", 3.0));
            assertThat(of(samples, "idempotency_calls_total", reports))
                    .isEqualTo(Map.of("executed", 2.0, "replayed", 2.0));
            assertThat(of(samples, "idempotency_duplicates_total", reports)).isEqualTo(Map.of("completed", 2.0));
            assertThat(of(samples, "idempotency_executions_seconds_count", reports))
                    .isEqualTo(Map.of("success", 2.0));
            assertThat(samples)
                    .containsEntry("idempotency_executions_active_seconds_count{task=\"" + alerts + "\"}", 0.0)
                    .containsEntry("idempotency_leases_lost_total{task=\"" + alerts + "\"}", 0.0)
                    .containsEntry("idempotency_store_degraded{store=\"jdbc\"}", 0.0);
            assertThat(client.effect("alerts.sent")).isEqualTo(3);
            assertThat(client.effect("reports.generated")).isEqualTo(2);
        }
    }

    @Test
    void theEndpointKnowsItToo() {
        Path database = directory.resolve("asked");
        try (SampleInstance instance = SampleInstance.on(database)) {
            script(instance.client());
        }
        // Written when the first instance ended, read by another one.
        try (SampleInstance instance = SampleInstance.on(database)) {
            SampleClient client = instance.client();
            JsonNode alerts =
                    client.get("/actuator/idempotency/AlertService.send").json();
            assertThat(alerts.at("/statistics/calls/executed").asInt()).isEqualTo(3);
            assertThat(alerts.at("/statistics/calls/replayed").asInt()).isEqualTo(3);
            assertThat(alerts.at("/statistics/topDuplicates/0/duplicates").asInt())
                    .isEqualTo(3);
            assertThat(alerts.get("records")).hasSize(3);

            JsonNode overview = client.get("/actuator/idempotency").json();
            assertThat(overview.at("/store/authority").asString()).isEqualTo("jdbc");
            assertThat(overview.get("tasks")
                            .valueStream()
                            .map(task -> task.get("name").asString()))
                    .contains("AlertService.send", "ReportService.generate");
            assertThat(client.get("/actuator/health").json().get("status").asString())
                    .isEqualTo("UP");
        }
    }
}
