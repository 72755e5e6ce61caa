package dev.idempotency.aop;

import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.scheduling.annotation.Scheduled;

import dev.idempotency.schedule.ScheduleTiming;

/** How often a {@code @Scheduled} method runs. */
final class SchedulePeriod {

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
        return ScheduleTiming.cron(text).shortestPeriod();
    }
}
