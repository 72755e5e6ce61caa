package dev.idempotency.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Objects;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;

/**
 * The fires of a cron expression in a zone, one after the other: days multiplied by times. A time that a clock change
 * skips does not come, and one that it repeats comes twice, as Spring has it. {@code CronExpression.next} is not asked
 * for each of them because that is slow, and because it does not get past the time that Lord Howe repeats, which is half
 * an hour: for some patterns it answers with the very fire it was asked to begin from.
 */
final class FireTimes {

    /** After the last fire. */
    static final long NONE = Long.MAX_VALUE;

    private final DayPattern pattern;
    private final ZoneId zone;
    private final ZoneRules rules;
    private final long from;
    private final long until;

    /** The fires of the days that were looked at last. */
    private long[] fires = {};

    /** What is to be added to {@link #times}: where they are times of a day. */
    private long startOfDay;

    private int @Nullable [] times;
    private int position;
    private @Nullable LocalDate nextDate;
    private @Nullable ZoneOffsetTransition transition;

    /**
     * Makes the fires of an interval.
     *
     * @param from when it begins, inclusive
     * @param until when it ends, exclusive
     */
    FireTimes(DayPattern pattern, ZoneId zone, Instant from, Instant until) {
        this.pattern = pattern;
        this.zone = zone;
        this.rules = zone.getRules();
        this.from = from.getNano() == 0 ? from.getEpochSecond() : from.getEpochSecond() + 1;
        this.until = until.getNano() == 0 ? until.getEpochSecond() : until.getEpochSecond() + 1;
        LocalDate first = LocalDate.ofInstant(from, zone).minusDays(1);
        this.nextDate = first;
        this.transition = this.rules.nextTransition(startOf(first).toInstant().minusSeconds(1));
    }

    FireTimes(ScheduleTiming.Cron cron, ZoneId zone, Instant from, Instant until) {
        this(DayPattern.of(cron.expression()), zone, from, until);
    }

    /** The next fire in seconds of the epoch, or {@link #NONE}. */
    long next() {
        while (true) {
            while (this.position < size()) {
                long fire = fire(this.position++);
                if (fire >= this.until) {
                    this.nextDate = null;
                    return NONE;
                }
                if (fire >= this.from) {
                    return fire;
                }
            }
            if (!readDay()) {
                return NONE;
            }
        }
    }

    /** All that are left. */
    LongStream stream() {
        return LongStream.iterate(next(), fire -> fire != NONE, fire -> next());
    }

    private int size() {
        return this.times != null ? this.times.length : this.fires.length;
    }

    private long fire(int index) {
        return this.times != null ? this.startOfDay + this.times[index] : this.fires[index];
    }

    private boolean readDay() {
        if (this.nextDate == null) {
            return false;
        }
        LocalDate date = this.pattern.dayFrom(this.nextDate).orElse(null);
        if (date == null || startOf(date.minusDays(1)).toEpochSecond() >= this.until) {
            this.nextDate = null;
            return false;
        }
        this.position = 0;
        if (isChanged(date)) {
            readChangedDays();
        } else {
            this.startOfDay = startOf(date).toEpochSecond();
            this.times = this.pattern.times();
            this.nextDate = date.plusDays(1);
        }
        return true;
    }

    /** Whether a clock change touches this date; leaves behind the changes before it. */
    private boolean isChanged(LocalDate date) {
        while (this.transition != null && lastDate(this.transition).isBefore(date)) {
            this.transition = this.rules.nextTransition(this.transition.getInstant());
        }
        return this.transition != null && !firstDate(this.transition).isAfter(date);
    }

    private void readChangedDays() {
        ZoneOffsetTransition change = Objects.requireNonNull(this.transition);
        LocalDate last = lastDate(change);
        LongStream.Builder found = LongStream.builder();
        LocalDate date = this.pattern.dayFrom(firstDate(change)).orElse(null);
        while (date != null && !date.isAfter(last)) {
            addAll(date, found);
            date = this.pattern.dayFrom(date.plusDays(1)).orElse(null);
        }
        this.fires = found.build().sorted().toArray();
        this.times = null;
        this.nextDate = last.plusDays(1);
    }

    /** What is skipped has no offset, and what is repeated has two. */
    private void addAll(LocalDate date, LongStream.Builder found) {
        for (int time : this.pattern.times()) {
            LocalDateTime local = date.atStartOfDay().plusSeconds(time);
            for (ZoneOffset offset : this.rules.getValidOffsets(local)) {
                found.add(local.toEpochSecond(offset));
            }
        }
    }

    private ZonedDateTime startOf(LocalDate date) {
        return date.atStartOfDay(this.zone);
    }

    /** Where the clock stands on either side of the change, whichever is first: a change may lead back over midnight. */
    static LocalDate firstDate(ZoneOffsetTransition change) {
        return earlier(change.getDateTimeBefore(), change.getDateTimeAfter()).toLocalDate();
    }

    static LocalDate lastDate(ZoneOffsetTransition change) {
        return (change.isGap() ? change.getDateTimeAfter() : change.getDateTimeBefore()).toLocalDate();
    }

    private static LocalDateTime earlier(LocalDateTime one, LocalDateTime other) {
        return one.isBefore(other) ? one : other;
    }
}
