package dev.idempotency.statistics;

import java.time.Instant;
import java.util.Comparator;

/**
 * A stretch of time that calls are counted in.
 *
 * @param width how long it is
 * @param start when it begins
 */
public record Slot(SlotWidth width, Instant start) implements Comparable<Slot> {

    private static final Comparator<Slot> ORDER =
            Comparator.comparing(Slot::width).thenComparing(Slot::start);

    @Override
    public int compareTo(Slot other) {
        return ORDER.compare(this, other);
    }
}
