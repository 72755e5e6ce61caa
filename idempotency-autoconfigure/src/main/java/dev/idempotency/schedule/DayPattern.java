package dev.idempotency.schedule;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;
import org.springframework.util.StringUtils;

/**
 * A cron expression taken apart: the first three fields say at which times of a day, the last three on which days.
 * Whoever needs many fires of it multiplies the two, which is hundreds of times faster than to ask for one after the
 * other. Spring's own parser reads either half, so that there is no second opinion on what a field means.
 */
final class DayPattern {

    private static final LocalDate ANY_DATE = LocalDate.of(2001, 1, 1);
    private static final int SECONDS = 0;
    private static final int MINUTES = 1;
    private static final int HOURS = 2;

    private final CronExpression days;
    private final int[] times;

    private DayPattern(CronExpression days, int[] times) {
        this.days = days;
        this.times = times;
    }

    static DayPattern of(CronExpression cron) {
        String[] fields = StringUtils.tokenizeToStringArray(cron.toString(), " ");
        int[] seconds = values(fields[SECONDS] + " * * * * *", 1, 60);
        int[] minutes = values("0 " + fields[MINUTES] + " * * * *", 60, 60);
        int[] hours = values("0 0 " + fields[HOURS] + " * * *", 3600, 24);
        int[] times = IntStream.of(hours)
                .flatMap(hour -> IntStream.of(minutes)
                        .flatMap(minute -> IntStream.of(seconds).map(second -> hour + minute + second)))
                .toArray();
        return new DayPattern(
                CronExpression.parse("0 0 0 " + String.join(" ", fields[3], fields[4], fields[5])), times);
    }

    /** The values of one field, in seconds: where in the cycle the pattern fires that has only this field. */
    private static int[] values(String pattern, int unit, int cycle) {
        CronExpression field = CronExpression.parse(pattern);
        LocalDateTime start = ANY_DATE.atStartOfDay();
        LocalDateTime end = start.plusSeconds((long) unit * cycle);
        IntStream.Builder found = IntStream.builder();
        @Nullable LocalDateTime next = field.next(start.minusSeconds(1));
        while (next != null && next.isBefore(end)) {
            found.add(next.toLocalTime().toSecondOfDay());
            next = field.next(next);
        }
        return found.build().toArray();
    }

    /** The seconds of a day at which it fires, in order. Not to be changed. */
    int[] times() {
        return this.times;
    }

    /** The first day it fires on, from {@code date} on; empty if there is none. */
    Optional<LocalDate> dayFrom(LocalDate date) {
        return Optional.ofNullable(this.days.next(date.atStartOfDay().minusSeconds(1)))
                .map(LocalDateTime::toLocalDate);
    }
}
