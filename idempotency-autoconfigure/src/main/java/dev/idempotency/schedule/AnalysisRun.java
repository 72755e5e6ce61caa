package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One analysis, from the merged fires to the report. */
final class AnalysisRun {

    private static final int NEXT_FIRES = 5;

    private static final Duration NEXT_FIRES_WITHIN = Duration.ofDays(5 * 366);

    private final Analysis analysis;
    private final FireStatistics statistics;
    private final Collisions collisions;
    private final Overlaps overlaps;
    private final SlotLoad load;
    private final FindingCollector findings = new FindingCollector();

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
        Health health = Health.of(
                this.analysis.size(),
                this.findings.withError(),
                this.findings.withWarningOnly(),
                highest(contended),
                this.analysis.settings().hotspotThreshold());
        return new ScheduleReport(
                this.analysis.start(),
                this.analysis.end(),
                this.analysis.schedules(),
                nextFires(),
                this.findings.findings(),
                this.findings.omitted(),
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
            } else if (this.analysis.isSteady(i)) {
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
            int number = i;
            Stream.concat(single.findings(i, this.statistics.shortestPeriod(i)), clockChanges.findings(i))
                    .forEach(finding -> this.findings.add(number, finding));
        }
        new Duplicates(this.analysis, this.statistics).collect(this.findings);
        new SteadyOverlaps(this.analysis).collect(this.findings);
        this.collisions.collect(this.findings);
        this.overlaps.collect(this.findings);
        new Hotspots(this.analysis, this.load).collect(contended, this.findings);
    }

    private static double highest(double[] loads) {
        double highest = 0;
        for (double load : loads) {
            highest = Math.max(highest, load);
        }
        return highest;
    }

    private Map<String, List<Instant>> nextFires() {
        Map<String, List<Instant>> next = new HashMap<>();
        for (int i = 0; i < this.analysis.size(); i++) {
            next.put(this.analysis.schedule(i).name(), nextFires(i));
        }
        return next;
    }

    private List<Instant> nextFires(int number) {
        Instant start = this.analysis.start();
        ScheduleTiming timing = this.analysis.schedule(number).timing();
        if (timing instanceof ScheduleTiming.Cron) {
            return this.analysis.fireTimes(number, start, start.plus(NEXT_FIRES_WITHIN)).stream()
                    .limit(NEXT_FIRES)
                    .mapToObj(Instant::ofEpochSecond)
                    .toList();
        }
        Instant announced = timing instanceof ScheduleTiming.Custom custom ? custom.next() : null;
        return announced == null || announced.isBefore(start) ? List.of() : List.of(announced);
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
