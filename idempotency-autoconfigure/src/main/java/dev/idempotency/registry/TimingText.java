package dev.idempotency.registry;

import java.time.DateTimeException;
import java.time.Duration;

import dev.idempotency.schedule.ScheduleTiming;

/** Times as they are stored: what they are, a space, and the pattern or the period. */
final class TimingText {

    private static final String CRON = "cron ";
    private static final String RATE = "rate ";

    private TimingText() {}

    static String of(ScheduleTiming timing) {
        if (timing instanceof ScheduleTiming.Cron cron) {
            return CRON + cron.expression();
        }
        if (timing instanceof ScheduleTiming.FixedRate rate) {
            return RATE + rate.period();
        }
        throw new IllegalArgumentException("Only patterns and rates are stored, not '" + timing + "'");
    }

    /**
     * Reads it again.
     *
     * @throws IllegalArgumentException if it is no text of ours
     */
    static ScheduleTiming parse(String text) {
        if (text.startsWith(CRON)) {
            return ScheduleTiming.cron(text.substring(CRON.length()));
        }
        if (text.startsWith(RATE)) {
            try {
                return ScheduleTiming.fixedRate(Duration.parse(text.substring(RATE.length())));
            } catch (DateTimeException ex) {
                throw new IllegalArgumentException("'" + text + "' has no period such as PT5M", ex);
            }
        }
        throw new IllegalArgumentException("'" + text + "' begins with neither 'cron' nor 'rate'");
    }
}
