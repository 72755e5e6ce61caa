package dev.idempotency.aop;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.support.CronExpression;

/** How often a {@code @Scheduled} method runs. */
final class SchedulePeriod {

    /** Any day will do, as long as it is always the same. */
    private static final LocalDateTime START = LocalDateTime.of(2024, 1, 1, 0, 0);

    /** Enough to meet the two fires of a pattern that lie closest together, as a rule. */
    private static final int FIRES = 50;

    private SchedulePeriod() {}

    /**
     * The shortest time between two fires; empty if it fires once, never, or what is written cannot be understood.
     *
     * @param resolver replaces placeholders
     */
    static Optional<Duration> of(Scheduled schedule, UnaryOperator<String> resolver) {
        try {
            return Stream.of(
                            fixed(schedule, schedule.fixedRate(), resolver.apply(schedule.fixedRateString())),
                            fixed(schedule, schedule.fixedDelay(), resolver.apply(schedule.fixedDelayString())),
                            cron(resolver.apply(schedule.cron())))
                    .flatMap(Optional::stream)
                    .findFirst();
        } catch (IllegalArgumentException ex) {
            // Spring itself refuses it, and says why.
            return Optional.empty();
        }
    }

    private static Optional<Duration> fixed(Scheduled schedule, long value, String text) {
        if (value >= 0) {
            return Optional.of(Duration.of(value, schedule.timeUnit().toChronoUnit()));
        }
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(DurationFormatterUtils.detectAndParse(
                        text,
                        DurationFormat.Unit.fromChronoUnit(schedule.timeUnit().toChronoUnit())));
    }

    private static Optional<Duration> cron(String text) {
        if (text.isEmpty() || text.equals(Scheduled.CRON_DISABLED)) {
            return Optional.empty();
        }
        CronExpression cron = CronExpression.parse(text);
        @Nullable Duration shortest = null;
        @Nullable LocalDateTime previous = cron.next(START);
        for (int i = 0; i < FIRES && previous != null; i++) {
            LocalDateTime next = cron.next(previous);
            if (next != null) {
                Duration gap = Duration.between(previous, next);
                shortest = shortest == null || gap.compareTo(shortest) < 0 ? gap : shortest;
            }
            previous = next;
        }
        return Optional.ofNullable(shortest);
    }
}
