package dev.idempotency.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/** One pass over the schedules, the one with most work first: longest processing time, as it is called. */
final class GreedyPlan {

    /** What can be mended by moving a schedule. */
    private static final Set<FindingKind> MENDED = EnumSet.of(
            FindingKind.COLLISION,
            FindingKind.OVERLAP,
            FindingKind.HOTSPOT,
            FindingKind.CLOCK_CHANGE_LOSES_DAY,
            FindingKind.CLOCK_CHANGE_REPEATS);

    /** Others' work that may begin in the same minute, in seconds to each thread. */
    private static final double TOLERATED_WAIT_SECONDS = 25;

    private final Analysis analysis;
    private final ScheduleReport before;
    private final PlanStrategy strategy;
    private final PlanningConstraints constraints;
    private final Predicate<Schedule> movable;
    private final Timetable timetable;

    GreedyPlan(
            Analysis analysis,
            ScheduleReport before,
            PlanStrategy strategy,
            PlanningConstraints constraints,
            Predicate<Schedule> movable) {
        this.analysis = analysis;
        this.before = before;
        this.strategy = strategy;
        this.constraints = constraints;
        this.movable = movable;
        this.timetable = timetable(analysis);
    }

    /** Everything as it is. */
    static Timetable timetable(Analysis analysis) {
        FireStatistics statistics = new FireStatistics(analysis);
        double steady = IntStream.range(0, analysis.size())
                .filter(analysis::isSteady)
                .mapToDouble(statistics::addSteady)
                .sum();
        Timetable timetable = new Timetable(analysis, steady);
        for (int number = 0; number < analysis.size(); number++) {
            if (analysis.isMerged(number) && analysis.schedule(number).timing() instanceof ScheduleTiming.Cron cron) {
                timetable.put(number, timetable.runs(number, cron));
            }
        }
        return timetable;
    }

    List<Recommendation> recommendations() {
        List<Recommendation> recommendations = new ArrayList<>();
        IntStream.range(0, this.analysis.size())
                .filter(this.analysis::isMerged)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(number -> -this.analysis.meanSeconds(number))
                        .thenComparingInt(
                                number -> this.analysis.schedule(number).name().hashCode()))
                .forEach(number -> move(number).ifPresent(recommendations::add));
        return recommendations;
    }

    private Optional<Recommendation> move(int number) {
        Schedule schedule = this.analysis.schedule(number);
        if (!(schedule.timing() instanceof ScheduleTiming.Cron cron) || !this.movable.test(schedule)) {
            return Optional.empty();
        }
        CronMoves moves = CronMoves.of(cron);
        List<Finding> findings = findings(schedule.name());
        boolean consolidated = this.strategy == PlanStrategy.CONSOLIDATE && moves != null && moves.movesHour();
        Timetable.Runs current = this.timetable.take(number);
        boolean misplaced = !Timetable.allowed(current, this.constraints);
        if (moves == null || (findings.isEmpty() && !misplaced && !consolidated)) {
            this.timetable.put(number, current);
            return Optional.empty();
        }
        Option stay = new Option(
                null,
                current,
                this.timetable.look(number, current),
                misplaced || isTouched(findings),
                moves.minute(),
                0);
        Option best = options(number, moves).min(order()).orElse(stay);
        Option chosen = isBetter(best, stay) ? best : stay;
        this.timetable.put(number, chosen.runs());
        return chosen.cron() == null
                ? Optional.empty()
                : Optional.of(new Recommendation(
                        schedule.name(),
                        cron.toString(),
                        chosen.cron().toString(),
                        reason(findings, misplaced),
                        urgency(findings, misplaced),
                        stay.place().load(),
                        chosen.place().load()));
    }

    private Stream<Option> options(int number, CronMoves moves) {
        return moves.candidates(CronMoves.changes(this.analysis.zone(number), this.analysis)).stream()
                .map(move -> {
                    Timetable.Runs runs = this.timetable.runs(number, move.cron());
                    return new Option(
                            move.cron(),
                            runs,
                            this.timetable.look(number, runs),
                            !Timetable.allowed(runs, this.constraints),
                            move.minute(),
                            move.distance());
                })
                .filter(option -> !option.forbidden())
                .filter(option -> option.place().load()
                        <= Math.max(
                                this.before.load().peak(),
                                this.analysis.settings().hotspotThreshold()));
    }

    /**
     * A time that a schedule could have.
     *
     * @param cron the pattern; {@code null} for the one it has
     * @param forbidden whether it must not be there
     */
    private record Option(
            ScheduleTiming.@Nullable Cron cron,
            Timetable.Runs runs,
            Timetable.Place place,
            boolean forbidden,
            int minute,
            int distance) {}

    private Comparator<Option> harm() {
        double threshold = this.analysis.settings().hotspotThreshold();
        return Comparator.comparing(Option::forbidden)
                .thenComparingLong(option -> option.place().conflicts())
                .thenComparingDouble(option -> Math.max(0, option.place().waiting() - TOLERATED_WAIT_SECONDS))
                .thenComparingDouble(option -> Math.max(0, option.place().load() - threshold));
    }

    private Comparator<Option> order() {
        return harm().thenComparing(
                        switch (this.strategy) {
                            case BALANCED -> Comparator.comparingInt(Option::distance);
                            case SPREAD ->
                                Comparator.<Option>comparingDouble(
                                                option -> option.place().load())
                                        .thenComparingDouble(
                                                option -> option.place().waiting())
                                        .thenComparingInt(Option::distance);
                            case CONSOLIDATE -> Comparator.comparingInt(Option::minute);
                        });
    }

    /** Not for taste alone, unless that is what was asked for. */
    private boolean isBetter(Option best, Option stay) {
        int harm = harm().compare(best, stay);
        return harm < 0
                || (harm == 0
                        && this.strategy == PlanStrategy.CONSOLIDATE
                        && best.cron() != null
                        && best.minute() < stay.minute());
    }

    private List<Finding> findings(String name) {
        return this.before.findings().stream()
                .filter(finding -> finding.severity() != Severity.INFO)
                .filter(finding -> MENDED.contains(finding.kind()))
                .filter(finding -> finding.schedules().contains(name))
                .toList();
    }

    private static boolean isTouched(List<Finding> findings) {
        return findings.stream()
                .anyMatch(finding -> finding.kind() == FindingKind.CLOCK_CHANGE_LOSES_DAY
                        || finding.kind() == FindingKind.CLOCK_CHANGE_REPEATS);
    }

    private static String reason(List<Finding> findings, boolean misplaced) {
        if (misplaced) {
            return "It runs at times that are to be kept free";
        }
        return findings.isEmpty()
                ? "The rest of the day is left alone"
                : findings.get(0).message();
    }

    private static Urgency urgency(List<Finding> findings, boolean misplaced) {
        if (findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR)) {
            return Urgency.HIGH;
        }
        return findings.isEmpty() && !misplaced ? Urgency.LOW : Urgency.MEDIUM;
    }
}
