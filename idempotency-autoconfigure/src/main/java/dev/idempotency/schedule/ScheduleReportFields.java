package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Reports as maps of texts, numbers and lists: what is written as JSON does not change when a class does. Instants are
 * ISO 8601, durations too, and enum constants are in lower case with hyphens.
 */
public final class ScheduleReportFields {

    private ScheduleReportFields() {}

    /** All of a report. */
    public static Map<String, @Nullable Object> of(ScheduleReport report) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("from", report.from().toString());
        fields.put("until", report.until().toString());
        fields.put(
                "health",
                Map.of(
                        "score",
                        report.health().score(),
                        "grade",
                        report.health().grade().name()));
        fields.put("load", load(report.load()));
        fields.put(
                "findings",
                report.findings().stream().map(ScheduleReportFields::finding).toList());
        fields.put("omitted", omitted(report.omitted()));
        List<Object> schedules = new ArrayList<>();
        for (Schedule schedule : report.schedules()) {
            schedules.add(schedule(schedule, report.nextFires().getOrDefault(schedule.name(), List.of())));
        }
        fields.put("schedules", schedules);
        return fields;
    }

    /** One schedule with its next fires. */
    public static Map<String, @Nullable Object> schedule(Schedule schedule, List<Instant> nextFires) {
        ScheduleDefinition definition = schedule.definition();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", definition.name());
        fields.put("task", definition.task());
        fields.put("trigger", definition.timing().toString());
        fields.put("firesKnown", definition.timing() instanceof ScheduleTiming.Cron);
        fields.put("zone", definition.zone() == null ? null : definition.zone().getId());
        fields.put("resource", definition.resource());
        fields.put("tenant", definition.tenant());
        fields.put("validFrom", text(definition.validFrom()));
        fields.put("validUntil", text(definition.validUntil()));
        fields.put("protected", schedule.protection() != null);
        fields.put(
                "lease",
                schedule.protection() == null
                        ? null
                        : schedule.protection().lease().toString());
        Schedule.RunTimes runTimes = schedule.runTimes();
        fields.put("mean", runTimes == null ? null : millis(runTimes.mean()));
        fields.put("p95", runTimes == null ? null : millis(runTimes.p95()));
        fields.put("nextFires", nextFires.stream().map(Instant::toString).toList());
        return fields;
    }

    /** One finding. */
    public static Map<String, @Nullable Object> finding(Finding finding) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("kind", text(finding.kind()));
        fields.put("severity", text(finding.severity()));
        fields.put("schedules", finding.schedules());
        fields.put("message", finding.message());
        fields.put("firstAt", text(finding.firstAt()));
        fields.put("times", finding.times());
        return fields;
    }

    /** One repair of a registered schedule. */
    public static Map<String, @Nullable Object> repair(ScheduleRepair repair) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("action", text(repair.action()));
        fields.put("schedule", repair.schedule());
        fields.put("from", repair.from());
        fields.put("to", repair.to());
        fields.put("reason", repair.reason());
        fields.put("state", text(repair.state()));
        fields.put("problem", repair.problem());
        return fields;
    }

    private static Map<String, @Nullable Object> load(LoadProfile load) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("mean", load.mean());
        fields.put("peak", load.peak());
        fields.put("peakAt", text(load.peakAt()));
        fields.put("peakToMean", load.peakToMean());
        Map<String, Object> classes = new LinkedHashMap<>();
        new TreeMap<>(load.byFrequency())
                .forEach((frequency, share) -> classes.put(
                        text(frequency),
                        Map.of("schedules", share.schedules(), "fires", share.fires(), "share", share.share())));
        fields.put("byFrequency", classes);
        return fields;
    }

    private static Map<String, Integer> omitted(Map<FindingKind, Integer> omitted) {
        Map<String, Integer> fields = new TreeMap<>();
        omitted.forEach((kind, count) -> fields.put(text(kind), count));
        return fields;
    }

    private static String millis(Duration duration) {
        return Duration.ofMillis(duration.toMillis()).toString();
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
