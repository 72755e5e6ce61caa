package dev.idempotency.lock;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/**
 * How long somebody waits yet, and how long until the next look: a short while at first, longer and longer then, and never
 * longer than the holder's lease lasts. A bit of chance keeps nodes from looking all at once.
 */
final class Patience {

    private static final long FIRST_PAUSE = Duration.ofMillis(10).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofMillis(400).toNanos();
    private static final long SHORTEST_PAUSE = Duration.ofMillis(1).toNanos();

    private final long deadlineNanos;
    private long pauseNanos = FIRST_PAUSE;

    Patience(Duration wait) {
        this.deadlineNanos = System.nanoTime() + wait.toNanos();
    }

    /** Zero or less if it is over. */
    long left() {
        return this.deadlineNanos - System.nanoTime();
    }

    /**
     * The next pause in nanoseconds: 10 to 500 ms, unless patience or the lease ends before.
     *
     * @param lease what remains of the holder's; {@code null} if nobody knows
     */
    long nextPause(@Nullable Duration lease) {
        long pause = this.pauseNanos + ThreadLocalRandom.current().nextLong(this.pauseNanos / 4);
        this.pauseNanos = Math.min(this.pauseNanos * 3 / 2, LONGEST_PAUSE);
        long untilFree = lease == null ? Long.MAX_VALUE : Math.max(lease.toNanos(), SHORTEST_PAUSE);
        return Math.min(left(), Math.min(pause, untilFree));
    }
}
