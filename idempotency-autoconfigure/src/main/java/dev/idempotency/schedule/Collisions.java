package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Which schedules fire at the same instant: every set of them, with how often it does. */
final class Collisions implements FireObserver {

    /** How late the last of those that fire together may begin before that is a warning. */
    private static final double TOLERATED_WAIT_SECONDS = 30;

    private final Analysis analysis;
    private final Map<Together, Count> counts = new HashMap<>();

    Collisions(Analysis analysis) {
        this.analysis = analysis;
    }

    @Override
    public void fired(long at, int[] schedules, int count) {
        if (count > 1) {
            int[] sorted = Arrays.copyOf(schedules, count);
            Arrays.sort(sorted);
            this.counts.computeIfAbsent(new Together(sorted), together -> new Count(at)).times++;
        }
    }

    void collect(FindingCollector collector) {
        this.counts.forEach((together, count) -> {
            double wait = waitSeconds(together.schedules);
            Severity severity = wait >= TOLERATED_WAIT_SECONDS ? Severity.WARNING : Severity.INFO;
            collector.add(
                    FindingKind.COLLISION,
                    severity,
                    count.times * together.schedules.length,
                    together.schedules,
                    () -> finding(together.schedules, count, severity, wait));
        });
    }

    /** How late the last of them begins, if the longest is the last. */
    private double waitSeconds(int[] schedules) {
        int threads = this.analysis.settings().poolSize();
        if (schedules.length <= threads) {
            return 0;
        }
        double work = 0;
        double longest = 0;
        for (int schedule : schedules) {
            double seconds = this.analysis.meanSeconds(schedule);
            work += seconds;
            longest = Math.max(longest, seconds);
        }
        return (work - longest) / threads;
    }

    private Finding finding(int[] schedules, Count count, Severity severity, double wait) {
        List<String> names = this.analysis.names(schedules);
        int threads = this.analysis.settings().poolSize();
        String consequence = wait == 0
                ? ""
                : "; on " + threads + (threads == 1 ? " thread" : " threads") + " the last of them begins about "
                        + Duration.ofSeconds(Math.round(wait)) + " late. Let them fire at different times";
        return new Finding(
                FindingKind.COLLISION,
                severity,
                names,
                schedules.length + " schedules fire at the same instant: " + Finding.listed(names) + consequence,
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

    /** A set of schedules, by their numbers in order. */
    private static final class Together {

        private final int[] schedules;
        private final int hash;

        Together(int[] schedules) {
            this.schedules = schedules;
            this.hash = Arrays.hashCode(schedules);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Together together && Arrays.equals(together.schedules, this.schedules);
        }

        @Override
        public int hashCode() {
            return this.hash;
        }
    }
}
