package dev.idempotency.schedule;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Which schedules fire while another is running, if every run takes its 95th percentile: a sweep over the intervals
 * from fire to end. What was never observed to run takes no time here. Two that fire at the same instant overlap only
 * where they share a resource; otherwise they are a collision.
 */
final class Overlaps implements FireObserver {

    private final Analysis analysis;
    private final long[] p95;
    private final boolean[] running;
    private final long[] end;
    private final int[] active;
    private int activeCount;
    private final PairCounts counts = new PairCounts();

    Overlaps(Analysis analysis) {
        this.analysis = analysis;
        int schedules = analysis.size();
        this.p95 = new long[schedules];
        this.running = new boolean[schedules];
        this.end = new long[schedules];
        this.active = new int[schedules];
        for (int i = 0; i < schedules; i++) {
            Schedule.@Nullable RunTimes runTimes = analysis.schedule(i).runTimes();
            this.p95[i] = runTimes == null ? 0 : Math.max(1, runTimes.p95().toSeconds());
        }
    }

    @Override
    public void fired(long at, int[] schedules, int count) {
        removeEnded(at);
        int before = this.activeCount;
        for (int i = 0; i < count; i++) {
            int schedule = schedules[i];
            int met = this.analysis.hasResource(schedule) ? this.activeCount : before;
            for (int j = 0; j < met; j++) {
                int other = this.active[j];
                if (other != schedule && (j < before || this.analysis.shareResource(schedule, other))) {
                    this.counts.count(schedule, other, at);
                }
            }
            begin(schedule, at);
        }
    }

    private void removeEnded(long at) {
        int kept = 0;
        for (int i = 0; i < this.activeCount; i++) {
            int schedule = this.active[i];
            if (this.end[schedule] > at) {
                this.active[kept++] = schedule;
            } else {
                this.running[schedule] = false;
            }
        }
        this.activeCount = kept;
    }

    private void begin(int schedule, long at) {
        if (this.p95[schedule] == 0) {
            return;
        }
        this.end[schedule] = at + this.p95[schedule];
        if (!this.running[schedule]) {
            this.running[schedule] = true;
            this.active[this.activeCount++] = schedule;
        }
    }

    void collect(FindingCollector collector) {
        this.counts.forEach((one, other, first, times) -> {
            boolean shared = this.analysis.shareResource(one, other);
            Severity severity = shared ? Severity.ERROR : Severity.INFO;
            collector.add(
                    FindingKind.OVERLAP,
                    severity,
                    times,
                    new int[] {one, other},
                    () -> finding(one, other, severity, first, times));
        });
    }

    private Finding finding(int one, int other, Severity severity, long first, int times) {
        List<String> names = this.analysis.names(new int[] {one, other});
        String message = String.join(" and ", names) + " run at the same time"
                + (severity == Severity.ERROR
                        ? " and both use "
                                + this.analysis.schedule(one).definition().resource()
                                + ". Move one of them behind the 95th percentile of the other"
                        : "");
        return new Finding(FindingKind.OVERLAP, severity, names, message, Instant.ofEpochSecond(first), times);
    }
}
