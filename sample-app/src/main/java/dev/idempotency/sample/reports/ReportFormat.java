package dev.idempotency.sample.reports;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.springframework.http.MediaType;

import dev.idempotency.sample.web.RefusedException;

/** What a report can be written as. */
public enum ReportFormat {
    CSV("text/csv;charset=UTF-8"),
    JSON(MediaType.APPLICATION_JSON_VALUE),
    HTML("text/html;charset=UTF-8");

    private final String mediaType;

    ReportFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    static ReportFormat of(String text) {
        return Arrays.stream(values())
                .filter(format -> format.text().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> RefusedException.noChoice("format", choices()));
    }

    private static List<String> choices() {
        return Arrays.stream(values()).map(ReportFormat::text).toList();
    }

    MediaType mediaType() {
        return MediaType.parseMediaType(this.mediaType);
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
