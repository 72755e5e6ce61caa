package dev.idempotency.registry;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.idempotency.schedule.ScheduleDefinition;
import dev.idempotency.schedule.ScheduleTiming;

/** What a definition must be like for every node to read it in the same way, and every store to hold it. */
final class Registrable {

    /** As wide as the columns. */
    private static final int LONGEST_TEXT = 100;

    private static final int LONGEST_TIMING = 255;

    private static final Pattern TASK_SEPARATORS = Pattern.compile("[\\s:]");

    /** Patterns have no years. */
    private static final LocalDateTime ANY_DAY = LocalDateTime.of(2024, 1, 1, 0, 0);

    private Registrable() {}

    /**
     * The definition as it is stored: to the millisecond, and without what says nothing.
     *
     * @throws IllegalArgumentException if it cannot be registered, with how to mend it
     */
    static ScheduleDefinition checked(ScheduleDefinition definition, Instant now) {
        requireShort("name", definition.name(), LONGEST_TEXT);
        requireShort("task", definition.task(), LONGEST_TEXT);
        requireShort("resource", definition.resource(), LONGEST_TEXT);
        requireShort("tenant", definition.tenant(), LONGEST_TEXT);
        if (TASK_SEPARATORS.matcher(definition.task()).find()) {
            throw refused(
                    definition,
                    "runs the task '" + definition.task() + "'; a task has neither white space nor colon in its name");
        }
        requireTiming(definition);
        Instant until = definition.validUntil();
        if (until != null && !until.isAfter(now)) {
            throw refused(definition, "is valid until " + until + ", which is over");
        }
        Duration expected = definition.expectedDuration();
        ScheduleDefinition stored = definition
                .valid(millis(definition.validFrom()), millis(until))
                .expected(expected == null ? null : Duration.ofMillis(expected.toMillis()));
        return stored.timing() instanceof ScheduleTiming.Cron ? stored : stored.zone(null);
    }

    private static void requireTiming(ScheduleDefinition definition) {
        ScheduleTiming timing = definition.timing();
        if (timing instanceof ScheduleTiming.Cron cron) {
            if (definition.zone() == null) {
                throw refused(
                        definition,
                        "has no zone, so that every node would read its pattern by its own clock; name one, such as"
                                + " ZoneId.of(\"Europe/Paris\")");
            }
            if (cron.expression().next(ANY_DAY) == null) {
                throw refused(definition, "never fires: no date is as '" + cron + "' asks for");
            }
        } else if (timing instanceof ScheduleTiming.FixedRate rate) {
            if (!rate.initialDelay().isZero()) {
                throw refused(
                        definition,
                        "has an initial delay, which counts from the start of one node; let it be valid from an instant"
                                + " instead");
            }
        } else {
            throw refused(
                    definition,
                    "fires '" + timing + "', which no other node can tell; register a pattern or a rate, such as"
                            + " ScheduleTiming.fixedRate(Duration.ofMinutes(5))");
        }
        requireShort("timing", TimingText.of(timing), LONGEST_TIMING);
    }

    private static void requireShort(String part, @Nullable String value, int longest) {
        if (value != null && value.length() > longest) {
            throw new IllegalArgumentException("The " + part + " of a registered schedule has up to " + longest
                    + " characters, not " + value.length() + ": '" + value.substring(0, 40) + "...'");
        }
    }

    private static IllegalArgumentException refused(ScheduleDefinition definition, String why) {
        return new IllegalArgumentException("Schedule '" + definition.name() + "' " + why);
    }

    private static @Nullable Instant millis(@Nullable Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Whether two would do the same at the same time, whatever they are named. */
    static boolean isSame(ScheduleDefinition one, ScheduleDefinition other) {
        return one.task().equals(other.task())
                && Objects.equals(one.tenant(), other.tenant())
                && Objects.equals(one.resource(), other.resource())
                && one.timing().equals(other.timing())
                && Objects.equals(one.zone(), other.zone())
                && isBefore(one.validFrom(), other.validUntil())
                && isBefore(other.validFrom(), one.validUntil());
    }

    private static boolean isBefore(@Nullable Instant from, @Nullable Instant until) {
        return from == null || until == null || from.isBefore(until);
    }
}
