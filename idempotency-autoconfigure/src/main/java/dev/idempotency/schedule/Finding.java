package dev.idempotency.schedule;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Something that should be known of one or several schedules.
 *
 * @param kind what it is
 * @param severity how much it matters
 * @param schedules the names of those that are concerned
 * @param message what is wrong, and how to mend it, for people
 * @param firstAt when it happens first; {@code null} if that cannot be said
 * @param times how often it happens within what was looked at; 1 where that has no meaning
 */
public record Finding(
        FindingKind kind,
        Severity severity,
        List<String> schedules,
        String message,
        @Nullable Instant firstAt,
        long times) {

    /** Keeps a copy of the names. */
    public Finding {
        schedules = List.copyOf(schedules);
    }

    /** One that concerns a single schedule, whenever it fires. */
    static Finding of(FindingKind kind, Severity severity, Schedule schedule, String message) {
        return new Finding(kind, severity, List.of(schedule.name()), message, null, 1);
    }

    /** Names as they stand in a message: the first few of them. */
    static String listed(List<String> names) {
        int shown = 5;
        return names.size() <= shown
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, shown)) + " and " + (names.size() - shown) + " others";
    }
}
