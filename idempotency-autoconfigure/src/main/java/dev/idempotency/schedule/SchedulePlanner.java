package dev.idempotency.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds better times for schedules: greedily, the longest first, each at the best of the times that it could have, and
 * only those that are in somebody's way where they are. What it recommends was simulated, all of it together: it never
 * makes the highest load higher, nor the score lower.
 */
public final class SchedulePlanner {

    private static final String NEW = "new schedule";

    private static final int ALTERNATIVES = 5;

    private final AnalysisSettings settings;
    private final PlanningConstraints constraints;

    /** Makes a planner. */
    public SchedulePlanner(AnalysisSettings settings, PlanningConstraints constraints) {
        this.settings = settings;
        this.constraints = constraints;
    }

    /**
     * Finds better times for what fires by a pattern in a single minute of an hour, or of a day.
     *
     * @param from when what is looked at begins: now, as a rule
     */
    public SchedulePlan plan(Collection<Schedule> schedules, PlanStrategy strategy, Instant from) {
        return plan(schedules, strategy, from, schedule -> true);
    }

    /**
     * Finds better times for some of the schedules, around the others.
     *
     * @param from when what is looked at begins: now, as a rule
     * @param movable which may be moved
     */
    public SchedulePlan plan(
            Collection<Schedule> schedules, PlanStrategy strategy, Instant from, Predicate<Schedule> movable) {
        ScheduleAnalyzer analyzer = new ScheduleAnalyzer(this.settings);
        ScheduleReport before = analyzer.analyze(schedules, from);
        Analysis analysis = new Analysis(this.settings, before.schedules(), before.from());
        List<Recommendation> recommended =
                new GreedyPlan(analysis, before, strategy, this.constraints, movable).recommendations();
        while (!recommended.isEmpty()) {
            ScheduleReport after = analyzer.analyze(following(before.schedules(), recommended), from);
            if (isNoWorse(before, after)) {
                List<Recommendation> ordered = new ArrayList<>(recommended);
                ordered.sort(Comparator.comparing(Recommendation::urgency).reversed());
                return new SchedulePlan(before, after, ordered);
            }
            recommended = recommended.subList(0, recommended.size() / 2);
        }
        return new SchedulePlan(before, before, List.of());
    }

    private static boolean isNoWorse(ScheduleReport before, ScheduleReport after) {
        double rounding = 1e-9;
        return after.load().peak() <= before.load().peak() + rounding
                && after.health().score() >= before.health().score();
    }

    /** These schedules with the recommendations followed. */
    static List<Schedule> following(List<Schedule> schedules, List<Recommendation> recommendations) {
        return schedules.stream()
                .map(schedule -> recommendations.stream()
                        .filter(recommendation -> recommendation.schedule().equals(schedule.name()))
                        .findFirst()
                        .map(recommendation -> schedule.timing(ScheduleTiming.cron(recommendation.proposedCron())))
                        .orElse(schedule))
                .toList();
    }

    /**
     * Finds times for a schedule that is not there yet, the best first.
     *
     * @param schedules what is there
     * @param from when what is looked at begins: now, as a rule
     * @return up to five; empty if the constraints allow none
     */
    public List<NewSchedule.Slot> recommend(NewSchedule wanted, Collection<Schedule> schedules, Instant from) {
        ZoneId zone = this.constraints.zone();
        List<Schedule> all = new ArrayList<>(schedules);
        all.add(Schedule.of(ScheduleDefinition.cron(NEW, wanted.type().cron(0)).zone(zone))
                .lasting(wanted.duration()));
        Analysis analysis = new Analysis(this.settings, List.copyOf(all), Instant.ofEpochSecond(from.getEpochSecond()));
        int number = all.size() - 1;
        Timetable timetable = GreedyPlan.timetable(analysis);
        timetable.take(number);
        boolean hourly = wanted.type() == NewSchedule.Type.HOURLY;
        List<Candidate> candidates = new ArrayList<>();
        for (int minute = 0; minute < (hourly ? 60 : CronMoves.MINUTES_OF_DAY); minute += hourly ? 1 : 5) {
            if (!hourly && CronMoves.isTouched(minute, CronMoves.changes(zone, analysis))) {
                continue;
            }
            String cron = wanted.type().cron(minute);
            Timetable.Runs runs = timetable.runs(number, ScheduleTiming.cron(cron));
            if (Timetable.allowed(runs, this.constraints)) {
                candidates.add(new Candidate(cron, minute, timetable.look(number, runs)));
            }
        }
        return candidates.stream()
                .sorted(order(wanted.priority()))
                .limit(ALTERNATIVES)
                .map(candidate ->
                        new NewSchedule.Slot(candidate.cron(), candidate.place().load()))
                .toList();
    }

    private record Candidate(String cron, int minute, Timetable.Place place) {}

    /** What is too full comes last for everybody. */
    private Comparator<Candidate> order(NewSchedule.Priority priority) {
        Comparator<Candidate> byExcess = Comparator.comparingDouble(
                candidate -> Math.max(0, candidate.place().load() - this.settings.hotspotThreshold()));
        Comparator<Candidate> byLoad = Comparator.comparingDouble(
                candidate -> candidate.place().load() + candidate.place().waiting() / SlotLoad.SLOT_SECONDS);
        return byExcess.thenComparing(priority == NewSchedule.Priority.LOW ? byLoad.reversed() : byLoad)
                .thenComparingInt(Candidate::minute);
    }
}
