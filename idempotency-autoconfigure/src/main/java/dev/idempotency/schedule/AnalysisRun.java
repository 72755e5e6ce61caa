package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One analysis, from the merged fires to the report. */
final class AnalysisRun {

    /** More findings of one kind than these tell nobody anything. */
    private static final int MOST_OF_A_KIND = 50;

    private static final int NEXT_FIRES = 5;

    private static final Duration NEXT_FIRES_WITHIN = Duration.ofDays(5 * 366);

    private final Analysis analysis;
    private final FireStatistics statistics;
    private final Collisions collisions;
    private final Overlaps overlaps;
    private final SlotLoad load;
    private final List<Finding> findings = new ArrayList<>();

    AnalysisRun(Analysis analysis) {
        this.analysis = analysis;
        this.statistics = new FireStatistics(analysis);
        this.collisions = new Collisions(analysis);
        this.overlaps = new Overlaps(analysis);
        this.load = new SlotLoad(analysis);
    }

    ScheduleReport report() {
        merge();
        double[] loads = this.load.loads();
        double[] contended = this.load.contended(loads);
        collectFindings(contended);
        double contendedPeak = highest(contended);
        Health health = Health.of(
                this.analysis.size(),
                this.findings,
                contendedPeak,
                this.analysis.settings().hotspotThreshold());
        Map<FindingKind, Integer> omitted = new EnumMap<>(FindingKind.class);
        return new ScheduleReport(
                this.analysis.start(),
                this.analysis.end(),
                this.analysis.schedules(),
                nextFires(),
                mostImportant(omitted),
                omitted,
                profile(loads),
                health);
    }

    private void merge() {
        List<FireTimes> streams = new ArrayList<>();
        int[] numbers = new int[this.analysis.size()];
        for (int i = 0; i < this.analysis.size(); i++) {
            if (this.analysis.isMerged(i)) {
                numbers[streams.size()] = i;
                streams.add(this.analysis.fireTimes(i, this.analysis.start(), this.analysis.end()));
            } else {
                this.load.addSteady(this.statistics.addSteady(i));
            }
        }
        new FireHeap(streams).forEachInstant((at, together, count) -> {
            for (int i = 0; i < count; i++) {
                together[i] = numbers[together[i]];
            }
            this.statistics.fired(at, together, count);
            this.collisions.fired(at, together, count);
            this.overlaps.fired(at, together, count);
            this.load.fired(at, together, count);
        });
    }

    private void collectFindings(double[] contended) {
        SingleChecks single = new SingleChecks(this.analysis);
        ClockChangeCheck clockChanges = new ClockChangeCheck(this.analysis);
        for (int i = 0; i < this.analysis.size(); i++) {
            Stream.concat(single.findings(i, this.statistics.shortestPeriod(i)), clockChanges.findings(i))
                    .forEach(this.findings::add);
        }
        new Duplicates(this.analysis, this.statistics).findings().forEach(this.findings::add);
        new SteadyOverlaps(this.analysis).findings().forEach(this.findings::add);
        this.collisions.findings().forEach(this.findings::add);
        this.overlaps.findings().forEach(this.findings::add);
        new Hotspots(this.analysis, this.load).findings(contended).forEach(this.findings::add);
    }

    private static double highest(double[] loads) {
        double highest = 0;
        for (double load : loads) {
            highest = Math.max(highest, load);
        }
        return highest;
    }

    private List<Finding> mostImportant(Map<FindingKind, Integer> omitted) {
        Comparator<Finding> order = Comparator.comparing(Finding::severity)
                .reversed()
                .thenComparing(Finding::kind)
                .thenComparing(finding -> -finding.times() * finding.schedules().size())
                .thenComparing(Finding::message);
        Map<FindingKind, Integer> kept = new EnumMap<>(FindingKind.class);
        List<Finding> important = new ArrayList<>();
        this.findings.stream().sorted(order).forEach(finding -> {
            boolean single = finding.schedules().size() == 1;
            if (single || kept.merge(finding.kind(), 1, Integer::sum) <= MOST_OF_A_KIND) {
                important.add(finding);
            } else {
                omitted.merge(finding.kind(), 1, Integer::sum);
            }
        });
        return important;
    }

    private Map<String, List<Instant>> nextFires() {
        Map<String, List<Instant>> next = new HashMap<>();
        for (int i = 0; i < this.analysis.size(); i++) {
            List<Instant> fires = this.analysis.schedule(i).timing() instanceof ScheduleTiming.Cron
                    ? this.analysis
                            .fireTimes(
                                    i,
                                    this.analysis.start(),
                                    this.analysis.start().plus(NEXT_FIRES_WITHIN))
                            .stream()
                            .limit(NEXT_FIRES)
                            .mapToObj(Instant::ofEpochSecond)
                            .toList()
                    : List.of();
            next.put(this.analysis.schedule(i).name(), fires);
        }
        return next;
    }

    private LoadProfile profile(double[] loads) {
        double sum = 0;
        for (double load : loads) {
            sum += load;
        }
        double peak = highest(loads);
        return new LoadProfile(
                loads.length == 0 ? 0 : sum / loads.length,
                peak,
                peak == 0 ? null : this.load.peakAt(loads),
                this.statistics.byFrequency());
    }
}
