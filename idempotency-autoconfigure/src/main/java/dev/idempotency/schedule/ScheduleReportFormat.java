package dev.idempotency.schedule;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** How a report is written. */
public enum ScheduleReportFormat {

    /** For people. */
    TEXT {
        @Override
        public String write(ScheduleReport report) {
            StringBuilder text = new StringBuilder(String.format(
                    Locale.ROOT,
                    "%d schedules, %s to %s: grade %s (%d of 100), load mean %.2f, peak %.2f%s%n",
                    report.schedules().size(),
                    report.from(),
                    report.until(),
                    report.health().grade(),
                    report.health().score(),
                    report.load().mean(),
                    report.load().peak(),
                    report.load().peakAt() == null ? "" : " at " + report.load().peakAt()));
            for (Finding finding : report.findings()) {
                text.append(String.format(
                        Locale.ROOT,
                        "%-7s %s: %s%s%n",
                        finding.severity(),
                        ScheduleReportFields.text(finding.kind()),
                        finding.message(),
                        finding.times() > 1
                                ? " (" + finding.times() + " times, first at " + finding.firstAt() + ")"
                                : ""));
            }
            new TreeMap<>(report.omitted())
                    .forEach((kind, count) -> text.append(String.format(
                            Locale.ROOT, "        and %d more of %s%n", count, ScheduleReportFields.text(kind))));
            for (Schedule schedule : report.schedules()) {
                List<Instant> next = report.nextFires().getOrDefault(schedule.name(), List.of());
                text.append(String.format(
                        Locale.ROOT,
                        "        %s: %s%s%n",
                        schedule.name(),
                        schedule.timing(),
                        next.isEmpty() ? "" : ", next " + next.get(0)));
            }
            return text.toString();
        }
    },

    /** For programs; {@link ScheduleReportFields} says what is in it. */
    JSON {
        @Override
        public String write(ScheduleReport report) {
            Map<String, ?> fields = ScheduleReportFields.of(report);
            return JsonMapper.builder()
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .build()
                            .writeValueAsString(fields)
                    + System.lineSeparator();
        }
    };

    /** The report in this format, with a line break at the end. */
    public abstract String write(ScheduleReport report);
}
