package dev.idempotency.statistics;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Slots that follow each other.
 *
 * @param width how long each of them is
 * @param from the beginning of the first
 * @param until after the beginning of the last
 */
public record Slots(SlotWidth width, Instant from, Instant until) {

    /** The slots from the one that {@code from} falls into. */
    public Slots {
        from = width.startOf(from);
    }

    /** Whether the slot is one of them. */
    public boolean contains(Slot slot) {
        return slot.width() == this.width
                && !slot.start().isBefore(this.from)
                && slot.start().isBefore(this.until);
    }

    /** All of them, the first one first. */
    public List<Slot> each() {
        return Stream.iterate(this.from, start -> start.isBefore(this.until), start -> start.plus(this.width.width()))
                .map(start -> new Slot(this.width, start))
                .toList();
    }
}
