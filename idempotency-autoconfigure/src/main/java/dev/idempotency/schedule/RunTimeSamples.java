package dev.idempotency.schedule;

import java.time.Duration;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/** How long the last runs took. */
final class RunTimeSamples {

    private static final int SIZE = 256;
    private static final double P95 = 0.95;

    private final long[] nanos = new long[SIZE];
    private long count;

    synchronized void add(Duration ran) {
        this.nanos[(int) (this.count++ % SIZE)] = ran.toNanos();
    }

    /** Their mean and 95th percentile; {@code null} if there was none. */
    synchronized Schedule.@Nullable RunTimes runTimes() {
        int size = (int) Math.min(SIZE, this.count);
        if (size == 0) {
            return null;
        }
        long[] sorted = Arrays.copyOf(this.nanos, size);
        Arrays.sort(sorted);
        double sum = 0;
        for (long value : sorted) {
            sum += value;
        }
        long p95 = sorted[(int) Math.ceil(P95 * size) - 1];
        return new Schedule.RunTimes(Duration.ofNanos(Math.round(sum / size)), Duration.ofNanos(p95));
    }
}
