package dev.idempotency.schedule;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** How often schedules fire. */
final class FireStatistics implements FireObserver {

    private final Analysis analysis;
    private final long[] fires;
    private final long[] last;
    private final long[] shortest;
    private final long[] fingerprint;

    FireStatistics(Analysis analysis) {
        this.analysis = analysis;
        this.fires = new long[analysis.size()];
        this.last = new long[analysis.size()];
        this.shortest = new long[analysis.size()];
        this.fingerprint = new long[analysis.size()];
    }

    @Override
    public void fired(long at, int[] schedules, int count) {
        for (int i = 0; i < count; i++) {
            int schedule = schedules[i];
            long gap = at - this.last[schedule];
            if (this.fires[schedule]++ > 0 && (this.shortest[schedule] == 0 || gap < this.shortest[schedule])) {
                this.shortest[schedule] = gap;
            }
            this.last[schedule] = at;
            this.fingerprint[schedule] = this.fingerprint[schedule] * 1_000_003 + at;
        }
    }

    /** Counts the fires of one that is always there, and returns how many threads it keeps busy. */
    double addSteady(int schedule) {
        double mean = this.analysis.meanSeconds(schedule);
        double period = this.analysis.schedule(schedule).timing() instanceof ScheduleTiming.FixedDelay fixed
                ? fixed.delay().toMillis() / 1000.0 + mean
                : averagePeriod(schedule);
        this.fires[schedule] = (long) ((this.analysis.until() - this.analysis.from()) / period);
        return mean / period;
    }

    private double averagePeriod(int schedule) {
        if (this.analysis.schedule(schedule).timing() instanceof ScheduleTiming.Cron) {
            long count = this.analysis.fireTimes(schedule, this.analysis.start(), this.analysis.end()).stream()
                    .count();
            return count == 0
                    ? Double.POSITIVE_INFINITY
                    : (double) (this.analysis.until() - this.analysis.from()) / count;
        }
        return this.analysis
                        .schedule(schedule)
                        .timing()
                        .shortestPeriod()
                        .orElseThrow()
                        .toMillis()
                / 1000.0;
    }

    @Nullable
    Duration shortestPeriod(int schedule) {
        return this.shortest[schedule] > 0
                ? Duration.ofSeconds(this.shortest[schedule])
                : this.analysis.schedule(schedule).timing().shortestPeriod().orElse(null);
    }

    /** Equal for two that fire at the same times, as far as that is known; enough fires tell them apart from others. */
    Object fireTimes(int schedule) {
        int enough = 5;
        Schedule subject = this.analysis.schedule(schedule);
        if (subject.timing() instanceof ScheduleTiming.Custom) {
            return schedule;
        }
        return this.fires[schedule] >= enough && this.analysis.isMerged(schedule)
                ? List.of(this.fires[schedule], this.fingerprint[schedule])
                : List.of(subject.timing(), this.analysis.zone(schedule).getRules());
    }

    Map<Frequency, LoadProfile.Share> byFrequency() {
        Map<Frequency, LoadProfile.Share> shares = new EnumMap<>(Frequency.class);
        double all = 0;
        for (int i = 0; i < this.analysis.size(); i++) {
            all += this.fires[i] * this.analysis.meanSeconds(i);
        }
        for (int i = 0; i < this.analysis.size(); i++) {
            if (this.analysis.schedule(i).timing() instanceof ScheduleTiming.Custom) {
                continue;
            }
            Duration period = shortestPeriod(i);
            double work = this.fires[i] * this.analysis.meanSeconds(i);
            shares.merge(
                    period == null ? Frequency.RARE : Frequency.of(period),
                    new LoadProfile.Share(1, this.fires[i], all == 0 ? 0 : work / all),
                    (one, other) -> new LoadProfile.Share(
                            one.schedules() + other.schedules(),
                            one.fires() + other.fires(),
                            one.share() + other.share()));
        }
        return shares;
    }
}
