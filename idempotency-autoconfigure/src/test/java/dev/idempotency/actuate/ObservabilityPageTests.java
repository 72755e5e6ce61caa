package dev.idempotency.actuate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

import dev.idempotency.statistics.StatisticsFlush;

import static org.assertj.core.api.Assertions.assertThat;

/** What the page about observability shows of the endpoint is what the endpoint answers. */
class ObservabilityPageTests {

    private static final Path PAGE = Path.of("../docs/observability.md");

    private static final Pattern BLOCK = Pattern.compile("<!-- answer: (.*?) -->\n```json\n(.*?)\n```", Pattern.DOTALL);

    private static final Pattern EXECUTION_ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private static final String COMMAND =
            "mvn -pl idempotency-autoconfigure test -Dtest=ObservabilityPageTests -Ddocs.write=true";

    @Test
    void showsWhatTheEndpointAnswers() throws IOException {
        String page = Files.readString(PAGE);
        Map<String, String> shown = new TreeMap<>();
        BLOCK.matcher(page).results().forEach(block -> shown.put(block.group(1), block.group(2)));
        assertThat(shown).hasSize(3);

        Map<String, String> answered = new TreeMap<>();
        try (ManagedApplication application = ManagedApplication.start(WebApplicationType.SERVLET)) {
            work(application);
            shown.keySet()
                    .forEach(path ->
                            answered.put(path, asShown(application.get(path).json())));
        }
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, BLOCK.matcher(page).replaceAll(block -> written(block, answered)));
        }
        BLOCK.matcher(Files.readString(PAGE)).results().forEach(block -> shown.put(block.group(1), block.group(2)));
        assertThat(shown).as("written anew by %s", COMMAND).isEqualTo(answered);
    }

    private static void work(ManagedApplication application) {
        ManagedApplication.Reports reports = application.bean(ManagedApplication.Reports.class);
        reports.generate("occupancy");
        Awaitility.await()
                .until(() -> application
                        .get("idempotency?task=Reports.generate&key=occupancy")
                        .body()
                        .contains("DONE"));
        reports.generate("occupancy");
        reports.generate("occupancy");
        application.bean(StatisticsFlush.class).flush();
    }

    /** The steps of a day are many, and only the last one has calls; ids are of one execution. */
    private static String asShown(JsonNode answer) {
        if (answer.path("statistics").path("timeline") instanceof ArrayNode timeline) {
            while (timeline.size() > 1) {
                timeline.remove(0);
            }
        }
        String json = new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(answer);
        return EXECUTION_ID
                .matcher(json.replace(System.lineSeparator(), "\n"))
                .replaceAll("5f1c0f6e-7f0b-4c57-9d3e-2b8a4d6e1f90");
    }

    private static String written(MatchResult block, Map<String, String> answered) {
        return Matcher.quoteReplacement(
                "<!-- answer: " + block.group(1) + " -->\n```json\n" + answered.get(block.group(1)) + "\n```");
    }
}
