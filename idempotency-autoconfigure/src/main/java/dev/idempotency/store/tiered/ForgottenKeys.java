package dev.idempotency.store.tiered;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Keys that this node has forgotten, for as long as a copy from before may exist: it does not ask the gate about them, so
 * whatever becomes of the gate, it does not bring them back here.
 */
final class ForgottenKeys {

    /** Beyond that, no key is looked up in the gate for a while. */
    static final int CAPACITY = 10_000;

    /** A copy may be under way while its key is forgotten. */
    private static final Duration LONGEST_WAY = Duration.ofMinutes(1);

    private final long nanos;
    private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();
    private volatile Entry everything;

    /** Remembers keys until no copy that lives for so long can be left. */
    ForgottenKeys(Duration copyTtl) {
        this.nanos = copyTtl.plus(LONGEST_WAY).toNanos();
        this.everything = new Entry(System.nanoTime(), true);
    }

    /** From now on the key counts as forgotten, and its copy as not removed. */
    void add(String key) {
        if (this.entries.size() >= CAPACITY) {
            this.entries.values().removeIf(Entry::isOver);
        }
        Entry entry = new Entry(System.nanoTime() + this.nanos, false);
        if (this.entries.size() >= CAPACITY && !this.entries.containsKey(key)) {
            this.everything = entry;
        } else {
            this.entries.put(key, entry);
        }
    }

    /** The copy of the key has been removed. */
    void removed(String key) {
        this.entries.computeIfPresent(key, (same, entry) -> new Entry(entry.untilNanos(), true));
    }

    /** Whether the gate is not to be asked about a key. */
    boolean contains(String key) {
        if (!this.everything.isOver()) {
            return true;
        }
        Entry entry = this.entries.get(key);
        if (entry == null) {
            return false;
        }
        if (entry.isOver()) {
            this.entries.remove(key, entry);
            return false;
        }
        return true;
    }

    /** The keys whose copies could not be removed yet, as far as these may still answer somewhere. */
    List<String> notRemoved() {
        return this.entries.entrySet().stream()
                .filter(entry ->
                        !entry.getValue().removed() && !entry.getValue().isOver())
                .map(entry -> entry.getKey())
                .toList();
    }

    private record Entry(long untilNanos, boolean removed) {

        boolean isOver() {
            return System.nanoTime() - this.untilNanos >= 0;
        }
    }
}
