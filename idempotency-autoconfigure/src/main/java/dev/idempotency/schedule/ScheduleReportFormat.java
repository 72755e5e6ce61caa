package dev.idempotency.schedule;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** How a report is written. */
public enum ScheduleReportFormat {

    /** For people. */
    TEXT {
        @Override
        public String write(ScheduleReport report, List<ScheduleRepair> repairs) {
            StringBuilder text = new StringBuilder(String.format(
                    Locale.ROOT,
                    "%d %s, %s to %s: grade %s (%d of 100), load mean %.2f, peak %.2f%s%n",
                    report.schedules().size(),
                    report.schedules().size() == 1 ? "schedule" : "schedules",
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
            for (ScheduleRepair repair : repairs) {
                text.append(String.format(Locale.ROOT, "FIX     %s%n", repair.description()));
            }
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
        public String write(ScheduleReport report, List<ScheduleRepair> repairs) {
            Map<String, @Nullable Object> fields = ScheduleReportFields.of(report);
            fields.put(
                    "repairs",
                    repairs.stream().map(ScheduleReportFields::repair).toList());
            return JsonMapper.builder()
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .build()
                            .writeValueAsString(fields)
                    + System.lineSeparator();
        }
    };

    /** The report in this format, with a line break at the end. */
    public String write(ScheduleReport report) {
        return write(report, List.of());
    }

    /**
     * The report and what was, or would be, done about it, with a line break at the end.
     *
     * @param repairs of registered schedules; {@code report} is of the time after them
     */
    public abstract String write(ScheduleReport report, List<ScheduleRepair> repairs);
}
