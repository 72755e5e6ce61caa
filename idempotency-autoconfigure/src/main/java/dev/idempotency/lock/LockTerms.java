package dev.idempotency.lock;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

/** What names and durations of locks may be. Callers may be without null checks, whatever the annotations say. */
final class LockTerms {

    private static final int MAX_NAME_LENGTH = 200;
    private static final int SHOWN_LENGTH = 40;

    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** Far from what the nanoseconds of a timer and the integers of Lua can hold. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private LockTerms() {}

    static String name(@Nullable String name) {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("The name of a lock is " + (name == null ? "null" : "blank")
                    + "; give it one that says what it protects, such as \"ledger:42\"");
        }
        if (name.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException("The name of the lock '" + shown(name) + "' is too long: it may have "
                    + MAX_NAME_LENGTH + " characters; shorten it, or use a digest");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("The name of a lock has a control character at index "
                    + indexOfControl(name) + "; leave it out, or use a digest");
        }
        return name;
    }

    private static int indexOfControl(String name) {
        int index = 0;
        while (!Character.isISOControl(name.charAt(index))) {
            index++;
        }
        return index;
    }

    static Duration lease(String name, @Nullable Duration lease) {
        if (lease == null || lease.compareTo(SHORTEST) < 0 || lease.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "The lease of the lock '" + shown(name) + "' is " + lease + "; it must be from 1 ms to 100 years");
        }
        return lease.truncatedTo(ChronoUnit.MILLIS);
    }

    static Duration wait(String name, @Nullable Duration wait) {
        if (wait == null || wait.isNegative()) {
            throw new IllegalArgumentException(
                    "The wait for the lock '" + shown(name) + "' is " + wait + "; it must be zero or longer");
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    /** A name, shortened for logs: enough to recognize it, not enough to spread what it may contain. */
    static String shown(String name) {
        return name.length() <= SHOWN_LENGTH ? name : name.substring(0, SHOWN_LENGTH) + "…(" + name.length() + ")";
    }
}
