package dev.idempotency.statistics;

import java.time.Instant;
import java.util.Comparator;

/**
 * Calls that met a record of one key.
 *
 * @param task the task's name
 * @param fullKey the key in the store
 * @param hits how many
 * @param lastHitAt when the last of them was written
 */
public record KeyHits(String task, String fullKey, long hits, Instant lastHitAt) {

    /** By key. */
    static final Comparator<KeyHits> ORDER = Comparator.comparing(KeyHits::fullKey);

    /** As many hits more; whichever is later was the last. */
    public KeyHits plus(KeyHits other) {
        return new KeyHits(
                this.task,
                this.fullKey,
                this.hits + other.hits,
                other.lastHitAt.isAfter(this.lastHitAt) ? other.lastHitAt : this.lastHitAt);
    }
}
