package dev.idempotency.metrics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.config.YamlMapFactoryBean;
import org.springframework.core.io.FileSystemResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Dashboard and alert rules ask for what exists. {@code promtool} has the last word where it is on the path. */
class OperationsFilesTests {

    private static final Path FOLDER = Path.of("../docs/operations");

    private final PromQl promQl = new PromQl();

    private static JsonNode dashboard() throws IOException {
        return new JsonMapper().readTree(Files.readString(FOLDER.resolve("grafana-dashboard.json")));
    }

    @SuppressWarnings("unchecked") // what YAML is
    private static List<Map<String, Object>> rules() {
        YamlMapFactoryBean yaml = new YamlMapFactoryBean();
        yaml.setResources(new FileSystemResource(FOLDER.resolve("prometheus-alerts.yml")));
        List<Map<String, Object>> groups = (List<Map<String, Object>>)
                Objects.requireNonNull(Objects.requireNonNull(yaml.getObject()).get("groups"));
        return groups.stream()
                .flatMap(group -> ((List<Map<String, Object>>) Objects.requireNonNull(group.get("rules"))).stream())
                .toList();
    }

    @Test
    void everyPanelOfTheDashboardAsksForWhatExists() throws IOException {
        List<String> problems = new ArrayList<>();
        int queries = 0;
        for (JsonNode panel : dashboard().get("panels")) {
            for (JsonNode target : panel.get("targets")) {
                queries++;
                this.promQl.problemsOf(target.get("expr").asString()).stream()
                        .map(problem -> panel.get("title").asString() + ": " + problem)
                        .forEach(problems::add);
            }
        }
        assertThat(problems).isEmpty();
        assertThat(queries).isGreaterThan(15);
    }

    @Test
    void everyVariableOfTheDashboardAsksForWhatExists() throws IOException {
        assertThat(dashboard()
                        .get("templating")
                        .get("list")
                        .valueStream()
                        .filter(variable -> variable.get("type").asString().equals("query"))
                        .map(variable -> variable.get("query").get("query").asString()))
                .isNotEmpty()
                .allSatisfy(query -> assertThat(this.promQl.problemsOf(query)).isEmpty());
    }

    @Test
    void thePanelsOfTheDashboardDoNotCoverEachOther() throws IOException {
        List<String> cells = new ArrayList<>();
        for (JsonNode panel : dashboard().get("panels")) {
            JsonNode position = panel.get("gridPos");
            for (int x = 0; x < position.get("w").asInt(); x++) {
                for (int y = 0; y < position.get("h").asInt(); y++) {
                    cells.add((position.get("x").asInt() + x) + "/"
                            + (position.get("y").asInt() + y));
                }
            }
        }
        assertThat(cells).doesNotHaveDuplicates().allMatch(cell -> Integer.parseInt(cell.split("/", 2)[0]) < 24);
        assertThat(dashboard().get("panels").valueStream().map(panel -> panel.get("id")))
                .doesNotHaveDuplicates();
    }

    @Test
    void everyAlertAsksForWhatExistsAndSaysWhatItMeans() {
        assertThat(rules()).isNotEmpty().allSatisfy(rule -> {
            assertThat(this.promQl.problemsOf(String.valueOf(rule.get("expr"))))
                    .as("%s", rule.get("alert"))
                    .isEmpty();
            assertThat(String.valueOf(rule.get("labels"))).matches("\\{severity=(warning|critical)}");
            assertThat(String.valueOf(rule.get("annotations"))).contains("summary=", "description=");
        });
    }

    @Test
    void thereIsAnAlertForWhatAnOperatorMustKnow() {
        assertThat(rules().stream().map(rule -> String.valueOf(rule.get("alert"))))
                .contains(
                        "IdempotencyDuplicateRateHigh",
                        "IdempotencyStoreDegraded",
                        "IdempotencyLeasesLost",
                        "IdempotencyAttemptsExhausted",
                        "IdempotencyExecutionStuck");
    }

    @ParameterizedTest
    @CsvSource({"check rules, prometheus-alerts.yml", "test rules, prometheus-alerts-test.yml"})
    void promtoolAgrees(String command, String file) throws IOException, InterruptedException {
        String promtool = System.getProperty("promtool", "promtool");
        Assumptions.assumeTrue(isThere(promtool), "promtool is neither on the path nor given by -Dpromtool");
        Process process = new ProcessBuilder(
                        Stream.concat(Stream.of(promtool), Stream.of((command + " " + file).split(" ")))
                                .toList())
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }

    private static boolean isThere(String promtool) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(promtool, "--version")
                    .redirectErrorStream(true)
                    .start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (IOException ex) {
            return false;
        }
    }

    /** The checks find what they are there for. */
    @Nested
    class Proof {

        @ParameterizedTest
        @CsvSource(
                delimiter = ';',
                value = {
                    "sum(rate(idempotency_call_total[5m])) ; there is no series idempotency_call_total",
                    "idempotency_calls_total{tsk=\"a\"} ; idempotency.calls has no tag tsk",
                    "idempotency_calls_total{outcome=~\"replayed|lost\"} ; outcome of idempotency.calls is never lost",
                    "sum by (lock) (idempotency_calls_total) ; no series of it has a label lock",
                    "up == 0 ; it asks for none of our series",
                })
        void whatDoesNotExistIsNamed(String query, String problem) {
            assertThat(new PromQl().problemsOf(query)).containsExactly(problem);
        }
    }
}
