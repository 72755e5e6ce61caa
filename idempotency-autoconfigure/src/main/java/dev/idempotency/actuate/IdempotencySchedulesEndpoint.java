package dev.idempotency.actuate;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.StringUtils;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.schedule.ApplicationSchedules;
import dev.idempotency.schedule.Finding;
import dev.idempotency.schedule.FindingKind;
import dev.idempotency.schedule.NewSchedule;
import dev.idempotency.schedule.PlanStrategy;
import dev.idempotency.schedule.PlanningConstraints;
import dev.idempotency.schedule.Recommendation;
import dev.idempotency.schedule.RegisteredSchedule;
import dev.idempotency.schedule.Schedule;
import dev.idempotency.schedule.ScheduleActivity;
import dev.idempotency.schedule.ScheduleDefinition;
import dev.idempotency.schedule.ScheduleInspector;
import dev.idempotency.schedule.SchedulePlanner;
import dev.idempotency.schedule.ScheduleRegistry;
import dev.idempotency.schedule.ScheduleReport;
import dev.idempotency.schedule.ScheduleReportFields;
import dev.idempotency.schedule.ScheduleTiming;

/**
 * Shows the application's schedules, what is wrong with them and what would be better, and answers what would happen with
 * one more. Changes nothing.
 */
@Endpoint(id = "idempotencyschedules")
public final class IdempotencySchedulesEndpoint {

    private static final Logger logger = LoggerFactory.getLogger(IdempotencySchedulesEndpoint.class);

    private static final String WHAT_IF = "what-if";

    private static final Set<FindingKind> CLOCK_CHANGES = Set.of(
            FindingKind.CLOCK_CHANGE_SKIPS,
            FindingKind.CLOCK_CHANGE_LOSES_DAY,
            FindingKind.CLOCK_CHANGE_REPEATS,
            FindingKind.CLOCK_CHANGE_STALLS);

    private final ScheduleInspector inspector;
    private final ApplicationSchedules schedules;
    private final ScheduleRegistry registry;
    private final InstantSource clock;

    /** Makes an endpoint. */
    public IdempotencySchedulesEndpoint(
            ScheduleInspector inspector,
            ApplicationSchedules schedules,
            ScheduleRegistry registry,
            InstantSource clock) {
        this.inspector = inspector;
        this.schedules = schedules;
        this.registry = registry;
        this.clock = clock;
    }

    /** Everything: schedules, findings by what they are about, load, health, recommendations. */
    @ReadOperation
    public Map<String, @Nullable Object> schedules() {
        ScheduleReport report = this.inspector.inspect();
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        Map<String, @Nullable Object> fields = ScheduleReportFields.of(report);
        body.put("from", fields.get("from"));
        body.put("until", fields.get("until"));
        body.put("health", fields.get("health"));
        body.put("load", fields.get("load"));
        body.put("schedules", schedules(report));
        body.put("registered", registered());
        body.put("collisions", findings(report, Set.of(FindingKind.COLLISION, FindingKind.OVERLAP)));
        body.put("hotspots", findings(report, Set.of(FindingKind.HOTSPOT)));
        body.put("clockChanges", findings(report, CLOCK_CHANGES));
        body.put("overruns", findings(report, Set.of(FindingKind.SELF_OVERRUN)));
        body.put("findings", fields.get("findings"));
        body.put("omitted", fields.get("omitted"));
        body.put("recommendations", recommendations(report));
        return body;
    }

    private List<Map<String, @Nullable Object>> schedules(ScheduleReport report) {
        Map<String, ScheduleActivity> activity = this.schedules.activity().stream()
                .collect(Collectors.toMap(ScheduleActivity::schedule, Function.identity()));
        List<Map<String, @Nullable Object>> shown = new ArrayList<>();
        for (Schedule schedule : report.schedules()) {
            Map<String, @Nullable Object> fields = ScheduleReportFields.schedule(
                    schedule, report.nextFires().getOrDefault(schedule.name(), List.of()));
            ScheduleActivity seen = activity.get(schedule.name());
            if (seen != null) {
                Instant last = seen.lastFire();
                fields.put("lastFire", last == null ? null : last.toString());
                fields.put("fires", seen.fires());
                fields.put("missed", schedule.timing() instanceof ScheduleTiming.Custom ? null : seen.missed());
                fields.put("overruns", seen.overruns());
            }
            shown.add(fields);
        }
        return shown;
    }

    /** What the whole cluster did; {@code null} if the store cannot tell now. */
    private @Nullable List<Map<String, @Nullable Object>> registered() {
        try {
            return this.registry.all().stream()
                    .map(IdempotencySchedulesEndpoint::registered)
                    .toList();
        } catch (IdempotencyStoreException ex) {
            logger.warn("The endpoint shows no registered schedules. {}", ex.getMessage());
            return null;
        }
    }

    private static Map<String, @Nullable Object> registered(RegisteredSchedule schedule) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        Instant last = schedule.lastFire();
        fields.put("name", schedule.name());
        fields.put("task", schedule.definition().task());
        fields.put("registeredAt", schedule.registeredAt().toString());
        fields.put("lastFire", last == null ? null : last.toString());
        fields.put("executions", schedule.executions());
        return fields;
    }

    private static List<Map<String, @Nullable Object>> findings(ScheduleReport report, Set<FindingKind> kinds) {
        return fields(report.findings().stream().filter(finding -> kinds.contains(finding.kind())));
    }

    private static List<Map<String, @Nullable Object>> fields(Stream<Finding> findings) {
        return findings.map(ScheduleReportFields::finding).toList();
    }

    private List<Map<String, Object>> recommendations(ScheduleReport report) {
        return planner(this.inspector.settings().zone())
                .plan(report.schedules(), PlanStrategy.BALANCED, report.from())
                .recommendations()
                .stream()
                .map(IdempotencySchedulesEndpoint::fields)
                .toList();
    }

    private static Map<String, Object> fields(Recommendation recommendation) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("schedule", recommendation.schedule());
        fields.put("originalCron", recommendation.originalCron());
        fields.put("proposedCron", recommendation.proposedCron());
        fields.put("reason", recommendation.reason());
        fields.put("urgency", recommendation.urgency().name().toLowerCase(Locale.ROOT));
        fields.put("loadBefore", recommendation.loadBefore());
        fields.put("loadAfter", recommendation.loadAfter());
        return fields;
    }

    private SchedulePlanner planner(ZoneId zone) {
        return new SchedulePlanner(this.inspector.settings(), PlanningConstraints.none(zone));
    }

    /**
     * What would happen with one more schedule.
     *
     * @param cron its pattern
     * @param duration how long its runs take, such as {@code 90s}; 1 second if it is left out
     * @param zone its zone; that of the machine if it is left out
     */
    @WriteOperation
    public Map<String, @Nullable Object> whatIf(String cron, @Nullable String duration, @Nullable String zone) {
        Duration lasting = duration(duration);
        ZoneId where = zone(zone);
        Schedule wanted = Schedule.of(definition(cron).zone(where))
                .protection(Schedule.Protection.sufficient())
                .lasting(lasting);
        ScheduleReport before = this.inspector.inspect();
        List<Schedule> all = new ArrayList<>(before.schedules());
        all.add(wanted);
        ScheduleReport after = this.inspector.analyze(all);
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("cron", wanted.timing().toString());
        body.put("duration", lasting.toString());
        body.put("zone", where.getId());
        body.put(
                "nextFires",
                after.nextFires().getOrDefault(WHAT_IF, List.of()).stream()
                        .map(Instant::toString)
                        .toList());
        body.put(
                "findings",
                fields(after.findings().stream()
                        .filter(finding -> finding.schedules().contains(WHAT_IF))));
        body.put(
                "health",
                Map.of(
                        "before", before.health().score(),
                        "after", after.health().score(),
                        "grade", after.health().grade().name()));
        body.put(
                "peakLoad",
                Map.of("before", before.load().peak(), "after", after.load().peak()));
        body.put("alternatives", alternatives(wanted, lasting, where, before));
        return body;
    }

    /** Times for one that fires as often. */
    private List<Map<String, Object>> alternatives(
            Schedule wanted, Duration lasting, ZoneId zone, ScheduleReport before) {
        NewSchedule.Type type = NewSchedule.Type.of(wanted.timing());
        if (type == null) {
            return List.of();
        }
        return planner(zone)
                .recommend(
                        new NewSchedule(type, lasting, NewSchedule.Priority.HIGH),
                        before.schedules(),
                        this.clock.instant())
                .stream()
                .map(slot -> Map.<String, Object>of("cron", slot.cron(), "load", slot.load()))
                .toList();
    }

    private static ScheduleDefinition definition(String cron) {
        try {
            return ScheduleDefinition.cron(WHAT_IF, cron);
        } catch (IllegalArgumentException ex) {
            throw new InvalidEndpointRequestException(
                    "'" + cron + "' is no cron expression: " + ex.getMessage(), "cron is not valid");
        }
    }

    private static Duration duration(@Nullable String duration) {
        if (!StringUtils.hasText(duration)) {
            return Duration.ofSeconds(1);
        }
        try {
            Duration parsed = DurationStyle.detectAndParse(duration.strip());
            if (!parsed.isNegative()) {
                return parsed;
            }
        } catch (IllegalArgumentException ex) {
            // Said below, as for one that is negative.
        }
        throw new InvalidEndpointRequestException(
                "'" + duration + "' is no duration such as 90s or PT90S", "duration is not valid");
    }

    private ZoneId zone(@Nullable String zone) {
        try {
            return StringUtils.hasText(zone)
                    ? ZoneId.of(zone.strip())
                    : this.inspector.settings().zone();
        } catch (DateTimeException ex) {
            throw new InvalidEndpointRequestException(
                    "'" + zone + "' is no zone such as Europe/Paris", "zone is not valid");
        }
    }
}
