package dev.idempotency.sample.reports;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Which report somebody wants. */
public record ReportRequest(String name, String user, ReportFormat format) {

    /** Readable, and different for different requests: what separates the parts cannot occur within them. */
    public String key() {
        return this.format.text() + "/" + encoded(this.user) + "/" + encoded(this.name);
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8);
    }
}
