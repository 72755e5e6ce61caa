package dev.idempotency.schedule;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How the work of all schedules is spread over time. Load is work against what the threads can do: 1 is a minute in
 * which every thread of the pool is busy all the time, if every run begins when it fires and takes its mean.
 *
 * @param mean over all that was looked at
 * @param peak the highest of a minute
 * @param peakAt when the minute of the peak begins; {@code null} if there is no load
 * @param byFrequency by how often the schedules fire, where that is known
 */
public record LoadProfile(
        double mean, double peak, @Nullable Instant peakAt, Map<Frequency, Share> byFrequency) {

    /**
     * The part of one class of schedules.
     *
     * @param schedules how many they are
     * @param fires how often they fire
     * @param share their part of all the work, 0 to 1
     */
    public record Share(int schedules, long fires, double share) {}

    /** Keeps a copy of the map. */
    public LoadProfile {
        byFrequency = Map.copyOf(byFrequency);
    }

    /** How uneven it is: 1 if every minute is like every other. */
    public double peakToMean() {
        return this.mean == 0 ? 1 : this.peak / this.mean;
    }
}
