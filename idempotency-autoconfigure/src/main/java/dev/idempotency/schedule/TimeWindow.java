package dev.idempotency.schedule;

import java.time.LocalTime;

/**
 * A part of every day.
 *
 * @param from inclusive
 * @param until exclusive; before {@code from} for a window that goes on past midnight
 */
public record TimeWindow(LocalTime from, LocalTime until) {

    /**
     * Checks what it is given.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public TimeWindow {
        if (from.equals(until)) {
            throw new IllegalArgumentException("A window from " + from + " to " + until + " is empty");
        }
    }

    /** The window between two times of day, such as {@code "09:00"} and {@code "17:30"}. */
    public static TimeWindow of(String from, String until) {
        return new TimeWindow(LocalTime.parse(from), LocalTime.parse(until));
    }

    boolean contains(LocalTime time) {
        boolean afterFrom = !time.isBefore(this.from);
        boolean beforeUntil = time.isBefore(this.until);
        return this.from.isBefore(this.until) ? afterFrom && beforeUntil : afterFrom || beforeUntil;
    }
}
