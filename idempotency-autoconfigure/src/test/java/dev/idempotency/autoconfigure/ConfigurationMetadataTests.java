package dev.idempotency.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.idempotency.task.TaskSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** What IDEs show of the properties. */
class ConfigurationMetadataTests {

    private static JsonNode properties() throws IOException {
        try (InputStream stream =
                ConfigurationMetadataTests.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            assertThat(stream).isNotNull();
            return new JsonMapper().readTree(stream).get("properties");
        }
    }

    @Test
    void describesEveryProperty() throws IOException {
        assertThat(properties())
                .isNotEmpty()
                .allSatisfy(property -> assertThat(property.path("description").asString(""))
                        .as(property.get("name").asString())
                        .isNotBlank());
    }

    /** The defaults are code, and stand in the metadata once more; here is where the two are kept the same. */
    @Test
    void showsTheDefaultsThatHold() throws IOException {
        Map<String, Object> shown = new TreeMap<>();
        for (JsonNode property : properties()) {
            String name = property.get("name").asString();
            if (name.startsWith("idempotency.defaults.")) {
                assertThat(property.has("defaultValue")).as(name).isTrue();
                shown.put(name, property.get("defaultValue").asString());
            }
        }

        TaskSettings bound = new Binder(new MapConfigurationPropertySource(shown))
                .bind("idempotency.defaults", TaskSettings.class)
                .get();

        assertThat(bound).isEqualTo(TaskSettings.DEFAULTS);
    }
}
