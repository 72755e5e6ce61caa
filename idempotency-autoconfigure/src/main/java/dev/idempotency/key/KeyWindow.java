package dev.idempotency.key;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;

/**
 * A time window of keys: the same key in another bucket is another key. Windows from a day up follow local dates, so
 * that a day of 23 or 25 hours is one bucket; shorter ones follow instants, so that the hour which a clock change
 * repeats is two.
 */
public sealed interface KeyWindow {

    /**
     * A bucket of a window.
     *
     * @param label distinguishes it from the window's other buckets
     * @param end when it ends
     */
    record Bucket(String label, Instant end) {}

    /** The bucket that {@code instant} falls into. */
    Bucket bucketOf(Instant instant, ZoneId zone);

    /** The length of its longest bucket, for comparison with a TTL. */
    Duration length();

    /** What the labels of its buckets begin with, which {@link #named} or {@link #of} would make a window of too. */
    String name();

    /**
     * The window that a name or a duration stands for.
     *
     * @param name {@code hour}, {@code day}, {@code week} or {@code month}
     * @throws IllegalArgumentException if it is none of them
     */
    static KeyWindow named(String name) {
        return switch (name) {
            case "hour" -> new Hour();
            case "day" -> new Days(1, "day");
            case "week" -> new Week();
            case "month" -> new Month();
            default -> throw new IllegalArgumentException("no window is named '" + name + "'");
        };
    }

    /**
     * Windows of this length, counted from 1970-01-01: from midnight of local dates for whole days, otherwise from the
     * epoch's instant.
     *
     * @throws IllegalArgumentException if the length is not positive, or is longer than a day and not whole days
     */
    static KeyWindow of(Duration length) {
        if (length.isNegative() || length.toMillis() == 0) {
            throw new IllegalArgumentException("a window has a positive length");
        }
        if (length.compareTo(Duration.ofDays(1)) < 0) {
            return new PartOfDay(length);
        }
        if (!length.equals(Duration.ofDays(length.toDays()))) {
            throw new IllegalArgumentException("a window longer than a day is a number of whole days");
        }
        return new Days(length.toDays(), length.toDays() + "d");
    }

    /** An hour of the zone's clock; the two that a clock change makes of one are different instants. */
    record Hour() implements KeyWindow {

        @Override
        public String name() {
            return "hour";
        }

        @Override
        public Bucket bucketOf(Instant instant, ZoneId zone) {
            Instant start = instant.atZone(zone).truncatedTo(ChronoUnit.HOURS).toInstant();
            return new Bucket(name() + "=" + start, start.plus(length()));
        }

        @Override
        public Duration length() {
            return Duration.ofHours(1);
        }
    }

    /** Part of a day. */
    record PartOfDay(Duration length) implements KeyWindow {

        @Override
        public String name() {
            return this.length.toString();
        }

        @Override
        public Bucket bucketOf(Instant instant, ZoneId zone) {
            long millis = this.length.toMillis();
            Instant start = Instant.ofEpochMilli(Math.floorDiv(instant.toEpochMilli(), millis) * millis);
            return new Bucket(name() + "=" + start, start.plus(this.length));
        }
    }

    /** A number of local dates. */
    record Days(long days, String name) implements KeyWindow {

        @Override
        public Bucket bucketOf(Instant instant, ZoneId zone) {
            long day = LocalDate.ofInstant(instant, zone).toEpochDay();
            LocalDate start = LocalDate.ofEpochDay(Math.floorDiv(day, this.days) * this.days);
            return localDates(this.name, start, start.plusDays(this.days), zone);
        }

        @Override
        public Duration length() {
            return Duration.ofDays(this.days);
        }
    }

    /** A week from Monday, as ISO 8601 has it. */
    record Week() implements KeyWindow {

        @Override
        public String name() {
            return "week";
        }

        @Override
        public Bucket bucketOf(Instant instant, ZoneId zone) {
            LocalDate start =
                    LocalDate.ofInstant(instant, zone).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            return localDates(name(), start, start.plusWeeks(1), zone);
        }

        @Override
        public Duration length() {
            return Duration.ofDays(7);
        }
    }

    /** A month of the calendar. */
    record Month() implements KeyWindow {

        @Override
        public String name() {
            return "month";
        }

        @Override
        public Bucket bucketOf(Instant instant, ZoneId zone) {
            LocalDate start = LocalDate.ofInstant(instant, zone).withDayOfMonth(1);
            return localDates(name(), start, start.plusMonths(1), zone);
        }

        @Override
        public Duration length() {
            return Duration.ofDays(31);
        }
    }

    private static Bucket localDates(String name, LocalDate start, LocalDate end, ZoneId zone) {
        ZonedDateTime endOfLastDay = end.atStartOfDay(zone);
        return new Bucket(name + "=" + start, endOfLastDay.toInstant());
    }
}
