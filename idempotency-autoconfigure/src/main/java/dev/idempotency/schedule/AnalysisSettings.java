package dev.idempotency.schedule;

import java.time.Duration;
import java.time.ZoneId;

/**
 * What an analysis takes for granted. Immutable; the methods named as its parts return a changed copy.
 *
 * @param zone the zone of schedules that name none
 * @param poolSize how many threads run the schedules
 * @param hotspotThreshold the load of a minute above which it is a hotspot, such as 0.7
 * @param assumedRunTime what a run is taken to last where none was observed, or a hundredth of the time between two fires
 *     if that is shorter
 * @param tooFrequent below which time between two fires a schedule fires too often
 * @param horizon how far fires are looked at
 * @param clockChangeHorizon how far clock changes are looked at
 */
public record AnalysisSettings(
        ZoneId zone,
        int poolSize,
        double hotspotThreshold,
        Duration assumedRunTime,
        Duration tooFrequent,
        Duration horizon,
        Duration clockChangeHorizon) {

    /**
     * Checks what it is given.
     *
     * @throws IllegalArgumentException if there are no threads, the threshold is not positive, or the horizon is shorter
     *     than a minute
     */
    public AnalysisSettings {
        if (poolSize < 1) {
            throw new IllegalArgumentException("Schedules run on at least 1 thread, not on " + poolSize);
        }
        if (!(hotspotThreshold > 0)) {
            throw new IllegalArgumentException("A hotspot has a load above 0, not above " + hotspotThreshold);
        }
        if (horizon.toMinutes() < 1) {
            throw new IllegalArgumentException("At least one minute is looked at, not " + horizon);
        }
    }

    /** One thread, a threshold of 0.7, runs of one second, 14 days and clock changes of two years. */
    public static AnalysisSettings in(ZoneId zone) {
        return new AnalysisSettings(
                zone, 1, 0.7, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofDays(14), Duration.ofDays(731));
    }

    /** The same on this many threads. */
    public AnalysisSettings poolSize(int other) {
        return new AnalysisSettings(
                this.zone,
                other,
                this.hotspotThreshold,
                this.assumedRunTime,
                this.tooFrequent,
                this.horizon,
                this.clockChangeHorizon);
    }

    /** The same with another threshold. */
    public AnalysisSettings hotspotThreshold(double other) {
        return new AnalysisSettings(
                this.zone,
                this.poolSize,
                other,
                this.assumedRunTime,
                this.tooFrequent,
                this.horizon,
                this.clockChangeHorizon);
    }

    /** The same, looking this far. */
    public AnalysisSettings horizon(Duration other) {
        return new AnalysisSettings(
                this.zone,
                this.poolSize,
                this.hotspotThreshold,
                this.assumedRunTime,
                this.tooFrequent,
                other,
                this.clockChangeHorizon);
    }
}
