package dev.idempotency.store.jdbc;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * Keys whose calls were lately answered with a completed record, and how long that will last. A statement that only
 * reads costs PostgreSQL half as much as one that would write if there were nothing to read, so the next duplicate of
 * such a key is read first.
 *
 * <p>This is a hint and never an answer. Where it is wrong, because another node has forgotten the key, the claim costs
 * one more round trip. It takes a few hundred kilobytes at most: a key may push another one out of its place.
 */
final class AnsweredKeys {

    private static final int PLACES = 1 << 14;

    private final AtomicReferenceArray<@Nullable Answer> answers = new AtomicReferenceArray<>(PLACES);

    boolean contain(String key) {
        Answer answer = this.answers.get(placeOf(key));
        return answer != null && answer.hash() == key.hashCode() && System.nanoTime() - answer.until() < 0;
    }

    void add(String key, Duration lasting) {
        long nanos =
                lasting.compareTo(Duration.ofDays(1)) > 0 ? Duration.ofDays(1).toNanos() : lasting.toNanos();
        this.answers.set(placeOf(key), new Answer(key.hashCode(), System.nanoTime() + nanos));
    }

    void remove(String key) {
        this.answers.set(placeOf(key), null);
    }

    private static int placeOf(String key) {
        int hash = key.hashCode();
        return (hash ^ (hash >>> 16)) & (PLACES - 1);
    }

    /**
     * An answer to a key of this hash.
     *
     * @param until by the monotonic clock
     */
    private record Answer(int hash, long until) {}
}
