package dev.idempotency.sample.reports;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.springframework.http.MediaType;

import dev.idempotency.sample.web.InvalidChoiceException;

/** What a report can be written as. */
public enum ReportFormat {
    CSV(new MediaType("text", "csv", StandardCharsets.UTF_8)),
    JSON(MediaType.APPLICATION_JSON),
    HTML(new MediaType("text", "html", StandardCharsets.UTF_8));

    private final MediaType mediaType;

    ReportFormat(MediaType mediaType) {
        this.mediaType = mediaType;
    }

    static ReportFormat of(String text) {
        return Arrays.stream(values())
                .filter(format -> format.text().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new InvalidChoiceException("format", choices()));
    }

    private static List<String> choices() {
        return Arrays.stream(values()).map(ReportFormat::text).toList();
    }

    MediaType mediaType() {
        return this.mediaType;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
