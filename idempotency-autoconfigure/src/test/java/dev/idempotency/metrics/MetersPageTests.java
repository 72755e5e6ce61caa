package dev.idempotency.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.micrometer.common.docs.KeyName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/meters.md} is generated from {@link IdempotencyMeter}. */
class MetersPageTests {

    private static final Path PAGE = Path.of("../docs/meters.md");

    private static final String COMMAND =
            "mvn -pl idempotency-autoconfigure test -Dtest=MetersPageTests -Ddocs.write=true";

    @Test
    void showsWhatTheEnumDocuments() throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, page());
        }
        assertThat(Files.readString(PAGE)).as("written anew by %s", COMMAND).isEqualTo(page());
    }

    private static String page() {
        return """
                # Meters

                <!-- Generated from dev.idempotency.metrics.IdempotencyMeter: %s -->

                Registered where a `MeterRegistry` is. No tag ever carries a key, so the number of series does not grow with the
                calls. [Observability](observability.md) says which of them to watch.

                | meter | type | tags | meaning |
                |---|---|---|---|
                %s

                ## Tags

                | tag | of | values |
                |---|---|---|
                %s

                ## In Prometheus

                | meter | series |
                |---|---|
                %s
                """.formatted(COMMAND, rows(MetersPageTests::meter), tags(), rows(MetersPageTests::series));
    }

    private static String rows(Function<IdempotencyMeter, String> row) {
        return Arrays.stream(IdempotencyMeter.values()).map(row).collect(Collectors.joining("\n"));
    }

    private static String meter(IdempotencyMeter meter) {
        String tags = Arrays.stream(meter.getKeyNames())
                .map(tag -> "`" + tag.asString() + "`")
                .collect(Collectors.joining(", "));
        return "| `%s` | %s | %s | %s |"
                .formatted(
                        meter.getName(),
                        meter.getType().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        tags.isEmpty() ? "–" : tags,
                        meter.description());
    }

    private static String tags() {
        return Arrays.stream(IdempotencyMeter.Tag.values())
                .map(tag -> "| `%s` | %s | %s |".formatted(tag.asString(), metersWith(tag), tag.choices()))
                .collect(Collectors.joining("\n"));
    }

    private static String metersWith(KeyName tag) {
        return Arrays.stream(IdempotencyMeter.values())
                .filter(meter -> Arrays.asList(meter.getKeyNames()).contains(tag))
                .map(meter -> "`" + meter.getName() + "`")
                .collect(Collectors.joining(", "));
    }

    private static String series(IdempotencyMeter meter) {
        return "| `%s` | %s |"
                .formatted(
                        meter.getName(),
                        PrometheusNames.of(meter).stream()
                                .map(name -> "`" + name + "`")
                                .collect(Collectors.joining(", ")));
    }
}
