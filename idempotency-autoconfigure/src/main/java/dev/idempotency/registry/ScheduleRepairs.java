package dev.idempotency.registry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.idempotency.IdempotencyException;
import dev.idempotency.schedule.Finding;
import dev.idempotency.schedule.FindingKind;
import dev.idempotency.schedule.PlanStrategy;
import dev.idempotency.schedule.PlanningConstraints;
import dev.idempotency.schedule.Recommendation;
import dev.idempotency.schedule.RegisteredSchedule;
import dev.idempotency.schedule.Schedule;
import dev.idempotency.schedule.ScheduleInspector;
import dev.idempotency.schedule.SchedulePlanner;
import dev.idempotency.schedule.ScheduleRegistry;
import dev.idempotency.schedule.ScheduleRepair;
import dev.idempotency.schedule.ScheduleRepair.Action;
import dev.idempotency.schedule.ScheduleReport;
import dev.idempotency.schedule.ScheduleTiming;

/**
 * Mends registered schedules: of those that do the same, the oldest stays; of those that are in somebody's way, some are
 * moved to better times. What is written in code is not touched.
 */
public final class ScheduleRepairs {

    private final ScheduleRegistry registry;
    private final ScheduleInspector inspector;

    /** Puts the parts together. */
    public ScheduleRepairs(ScheduleRegistry registry, ScheduleInspector inspector) {
        this.registry = registry;
        this.inspector = inspector;
    }

    /** What would be done. Changes nothing. */
    public List<ScheduleRepair> proposed() {
        List<RegisteredSchedule> registered = this.registry.all();
        Set<String> names = registered.stream().map(RegisteredSchedule::name).collect(Collectors.toSet());
        ScheduleReport report = this.inspector.inspect();
        List<ScheduleRepair> repairs = new ArrayList<>();
        Set<String> cancelled = new HashSet<>();
        for (Finding finding : report.findings(FindingKind.DUPLICATE)) {
            List<RegisteredSchedule> same = registered.stream()
                    .filter(schedule -> finding.schedules().contains(schedule.name()))
                    .toList();
            for (RegisteredSchedule newer : same.subList(Math.min(1, same.size()), same.size())) {
                cancelled.add(newer.name());
                repairs.add(ScheduleRepair.proposed(
                        Action.CANCEL,
                        newer.name(),
                        newer.definition().timing().toString(),
                        null,
                        "It does the same at the same times as " + same.get(0).name()
                                + ", which was registered before it"));
            }
        }
        List<Schedule> left = report.schedules().stream()
                .filter(schedule -> !cancelled.contains(schedule.name()))
                .toList();
        PlanningConstraints anyTime =
                PlanningConstraints.none(this.inspector.settings().zone());
        new SchedulePlanner(this.inspector.settings(), anyTime)
                .plan(left, PlanStrategy.BALANCED, report.from(), schedule -> names.contains(schedule.name()))
                .recommendations()
                .forEach(recommendation -> repairs.add(reschedule(recommendation)));
        return repairs;
    }

    private static ScheduleRepair reschedule(Recommendation recommendation) {
        return ScheduleRepair.proposed(
                Action.RESCHEDULE,
                recommendation.schedule(),
                recommendation.originalCron(),
                recommendation.proposedCron(),
                recommendation.reason());
    }

    /** Does what is proposed, and says how far each of it has come. */
    public List<ScheduleRepair> apply(List<ScheduleRepair> proposed) {
        return proposed.stream().map(this::apply).toList();
    }

    /** Not where somebody has changed it meanwhile. */
    private ScheduleRepair apply(ScheduleRepair repair) {
        try {
            boolean unchanged = this.registry
                    .find(repair.schedule())
                    .filter(there -> there.definition().timing().toString().equals(repair.from()))
                    .isPresent();
            if (!unchanged) {
                return repair.failed("It was changed or removed in the meantime");
            }
            if (repair.to() == null) {
                this.registry.cancel(repair.schedule());
            } else {
                this.registry.reschedule(repair.schedule(), ScheduleTiming.cron(repair.to()));
            }
            return repair.applied();
        } catch (IdempotencyException | IllegalArgumentException ex) {
            return repair.failed(String.valueOf(ex.getMessage()));
        }
    }
}
