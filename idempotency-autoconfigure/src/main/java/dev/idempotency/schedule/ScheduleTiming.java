package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/** When a schedule fires. */
public sealed interface ScheduleTiming {

    /** The shortest time between two fires; empty if it fires once or never, or nobody knows. */
    Optional<Duration> shortestPeriod();

    /**
     * By a pattern, as Spring reads it: second, minute, hour, day of month, month, day of week, or a macro such as
     * {@code @daily}.
     *
     * @throws IllegalArgumentException if Spring cannot read it
     */
    static Cron cron(String expression) {
        return new Cron(CronExpression.parse(expression));
    }

    /** Again and again, each run so long after the beginning of the one before it. */
    static FixedRate fixedRate(Duration period) {
        return new FixedRate(period, Duration.ZERO);
    }

    /** Again and again, each run so long after the end of the one before it. */
    static FixedDelay fixedDelay(Duration delay) {
        return new FixedDelay(delay, Duration.ZERO);
    }

    /** By a trigger of the application's own making, of which no more is known than what it calls itself. */
    static Custom custom(String trigger) {
        return new Custom(trigger, null);
    }

    /**
     * By a pattern.
     *
     * @param expression the pattern; two texts that Spring reads as the same pattern are equal
     */
    record Cron(CronExpression expression) implements ScheduleTiming {

        /** Any day will do, as long as it is always the same. */
        private static final LocalDateTime START = LocalDateTime.of(2024, 1, 1, 0, 0);

        /** Enough to meet the two fires of a pattern that lie closest together, as a rule. */
        private static final int FIRES = 50;

        /** The shortest time between two fires of a clock that is never changed. */
        @Override
        public Optional<Duration> shortestPeriod() {
            @Nullable Duration shortest = null;
            @Nullable LocalDateTime previous = this.expression.next(START);
            for (int i = 0; i < FIRES && previous != null; i++) {
                LocalDateTime next = this.expression.next(previous);
                if (next != null) {
                    Duration gap = Duration.between(previous, next);
                    shortest = shortest == null || gap.compareTo(shortest) < 0 ? gap : shortest;
                }
                previous = next;
            }
            return Optional.ofNullable(shortest);
        }

        /** Whether there is at most one fire to a local date. */
        boolean isDailyOrLonger() {
            return DayPattern.of(this.expression).times().length == 1;
        }

        @Override
        public String toString() {
            return this.expression.toString();
        }
    }

    /**
     * At a fixed rate.
     *
     * @param period from the beginning of one run to the beginning of the next
     * @param initialDelay from the start of the application to the first run
     */
    record FixedRate(Duration period, Duration initialDelay) implements ScheduleTiming {

        public FixedRate {
            requirePositive("period of a fixed rate", period);
            requireNotNegative(initialDelay);
        }

        @Override
        public Optional<Duration> shortestPeriod() {
            return Optional.of(this.period);
        }

        @Override
        public String toString() {
            return "every " + this.period;
        }
    }

    /**
     * With a fixed delay.
     *
     * @param delay from the end of one run to the beginning of the next
     * @param initialDelay from the start of the application to the first run
     */
    record FixedDelay(Duration delay, Duration initialDelay) implements ScheduleTiming {

        public FixedDelay {
            requirePositive("delay of a fixed delay", delay);
            requireNotNegative(initialDelay);
        }

        /** The delay: what the runs themselves take comes on top. */
        @Override
        public Optional<Duration> shortestPeriod() {
            return Optional.of(this.delay);
        }

        @Override
        public String toString() {
            return this.delay + " after the end";
        }
    }

    /**
     * By a trigger of the application's own making. It says when it fires next, each time it is asked, and no more: its
     * fires are not known beforehand.
     *
     * @param trigger what it calls itself
     * @param next what it said last; {@code null} if it was not asked yet, or fires no more
     */
    record Custom(String trigger, @Nullable Instant next) implements ScheduleTiming {

        @Override
        public Optional<Duration> shortestPeriod() {
            return Optional.empty();
        }

        @Override
        public String toString() {
            return this.trigger + " (fires not known)";
        }
    }

    private static void requirePositive(String what, Duration value) {
        if (value.isNegative() || value.toMillis() == 0) {
            throw new IllegalArgumentException("The " + what + " is at least 1ms, not " + value);
        }
    }

    private static void requireNotNegative(Duration initialDelay) {
        if (initialDelay.isNegative()) {
            throw new IllegalArgumentException("An initial delay is not negative: " + initialDelay);
        }
    }
}
