package dev.idempotency.schedule;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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
    private final Map<Long, Count> counts = new HashMap<>();

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
            for (int j = 0; j < this.activeCount; j++) {
                int other = this.active[j];
                if (other != schedule && (j < before || this.analysis.shareResource(schedule, other))) {
                    count(schedule, other, at);
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

    private void count(int one, int other, long at) {
        long pair = ((long) Math.min(one, other) << Integer.SIZE) | Math.max(one, other);
        this.counts.computeIfAbsent(pair, key -> new Count(at)).times++;
    }

    Stream<Finding> findings() {
        return this.counts.entrySet().stream()
                .map(entry -> finding(
                        (int) (entry.getKey() >> Integer.SIZE), entry.getKey().intValue(), entry.getValue()));
    }

    private Finding finding(int one, int other, Count count) {
        boolean shared = this.analysis.shareResource(one, other);
        String first = this.analysis.schedule(one).name();
        String second = this.analysis.schedule(other).name();
        String message = first + " and " + second + " run at the same time"
                + (shared
                        ? " and both use "
                                + this.analysis.schedule(one).definition().resource()
                                + ". Move one of them behind the 95th percentile of the other"
                        : "");
        return new Finding(
                FindingKind.OVERLAP,
                shared ? Severity.ERROR : Severity.INFO,
                List.of(first, second),
                message,
                Instant.ofEpochSecond(count.first),
                count.times);
    }

    private static final class Count {

        private final long first;
        private long times;

        Count(long first) {
            this.first = first;
        }
    }
}
