package dev.idempotency.sample.reports;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;
import tools.jackson.databind.json.JsonMapper;

import dev.idempotency.sample.jobs.JobStatus;
import dev.idempotency.sample.jobs.Jobs;

/** Writes how many jobs there are in each status. */
@Component
class ReportWriter {

    private final Jobs jobs;
    private final JsonMapper json;

    ReportWriter(Jobs jobs, JsonMapper json) {
        this.jobs = jobs;
        this.json = json;
    }

    String write(ReportRequest request) {
        Map<JobStatus, Long> counts = this.jobs.countByStatus();
        return switch (request.format()) {
            case CSV -> csv(request, counts);
            case JSON -> json(request, counts);
            case HTML -> html(request, counts);
        };
    }

    private static String csv(ReportRequest request, Map<JobStatus, Long> counts) {
        StringBuilder text = new StringBuilder("report,user,status,jobs\r\n");
        counts.forEach((status, jobs) -> text.append(quoted(request.name()))
                .append(',')
                .append(quoted(request.user()))
                .append(',')
                .append(status)
                .append(',')
                .append(jobs)
                .append("\r\n"));
        return text.toString();
    }

    private static String quoted(String value) {
        return '"' + value.replace("\"", "\"\"") + '"';
    }

    private String json(ReportRequest request, Map<JobStatus, Long> counts) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("report", request.name());
        report.put("user", request.user());
        report.put("jobs", counts);
        return this.json.writeValueAsString(report);
    }

    private static String html(ReportRequest request, Map<JobStatus, Long> counts) {
        StringBuilder rows = new StringBuilder();
        counts.forEach((status, jobs) -> rows.append("    <tr><td>%s</td><td>%d</td></tr>%n".formatted(status, jobs)));
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head><meta charset="utf-8"><title>%1$s</title></head>
                <body>
                  <h1>%1$s</h1>
                  <p>for %2$s</p>
                  <table>
                    <tr><th>Status</th><th>Jobs</th></tr>
                %3$s  </table>
                </body>
                </html>
                """.formatted(HtmlUtils.htmlEscape(request.name()), HtmlUtils.htmlEscape(request.user()), rows);
    }
}
