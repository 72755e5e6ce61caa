package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * When two schedules would run at the same time, if every run takes as long as it is expected to. Both fire at instants
 * that can be told, so nothing else is asked. A rate fires at multiples of its period since 1970-01-01.
 */
public final class ResourceConflicts {

    /** What is rarer than yearly meets nobody within that time, or is looked at again when it is near. */
    private static final Duration HORIZON = Duration.ofDays(400);

    /** What fires that often without meeting the other never does, as a rule. */
    private static final int MOST_FIRES = 200_000;

    private ResourceConflicts() {}

    /**
     * The beginning of the first run of one that meets a run of the other; empty if none is found within 400 days.
     *
     * @param from before which nothing is looked at
     */
    public static Optional<Instant> firstBetween(ScheduleDefinition one, ScheduleDefinition other, Instant from) {
        Runs left = new Runs(one, from);
        Runs right = new Runs(other, from);
        for (int i = 0; i < MOST_FIRES && left.begin != FireTimes.NONE && right.begin != FireTimes.NONE; i++) {
            Runs first = left.begin <= right.begin ? left : right;
            Runs second = first == left ? right : left;
            if (second.begin < Math.max(first.end(), first.begin + 1)) {
                return Optional.of(Instant.ofEpochSecond(second.begin));
            }
            first.next();
        }
        return Optional.empty();
    }

    /** The runs of a schedule one after the other, in seconds of the epoch. */
    private static final class Runs {

        private final long seconds;
        private final long until;
        private final @Nullable FireTimes pattern;
        private final long period;
        private long begin;

        Runs(ScheduleDefinition definition, Instant from) {
            Duration expected = definition.expectedDuration();
            this.seconds = expected == null ? 0 : expected.plusMillis(999).toSeconds();
            Instant begins = later(from.minusSeconds(this.seconds), definition.validFrom());
            Instant ends = earlier(from.plus(HORIZON), definition.validUntil());
            this.until = ends.getEpochSecond();
            if (definition.timing() instanceof ScheduleTiming.Cron cron) {
                ZoneId zone = definition.zone() == null ? ZoneId.systemDefault() : definition.zone();
                this.pattern = new FireTimes(cron, zone, begins, ends);
                this.period = 0;
                this.begin = this.pattern.next();
            } else {
                this.pattern = null;
                this.period = Math.max(
                        1, definition.timing().shortestPeriod().orElse(HORIZON).toSeconds());
                this.begin = limited(-Math.floorDiv(-begins.getEpochSecond(), this.period) * this.period);
            }
        }

        long end() {
            return this.begin + this.seconds;
        }

        void next() {
            this.begin = this.pattern != null ? this.pattern.next() : limited(this.begin + this.period);
        }

        private long limited(long second) {
            return second < this.until ? second : FireTimes.NONE;
        }

        private static Instant later(Instant one, @Nullable Instant other) {
            return other != null && other.isAfter(one) ? other : one;
        }

        private static Instant earlier(Instant one, @Nullable Instant other) {
            return other != null && other.isBefore(one) ? other : one;
        }
    }
}
