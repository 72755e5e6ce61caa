package dev.idempotency.statistics;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.idempotency.IdempotencyStoreException;

/**
 * Keeps what all nodes have counted. Never asked on the way of a call: it may be slow, and what it loses is a number. What
 * belongs to one namespace does not show in another.
 */
public interface StatisticsStore {

    /**
     * Adds to what is there, whoever else does so at the same time: all of it or nothing.
     *
     * @throws IdempotencyStoreException if it cannot be told that it was added
     */
    void add(String namespace, Increments increments);

    /**
     * The calls, by the beginning of the slots they are counted in.
     *
     * @param slots which
     * @param task only of this one; {@code null} for all
     * @throws IdempotencyStoreException if they cannot be read
     */
    Map<Instant, List<CallCount>> calls(String namespace, Slots slots, @Nullable String task);

    /**
     * The keys that were hit most, those first, each with its hits in all the slots.
     *
     * @param slots which
     * @param task only of this one; {@code null} for all
     * @param limit how many there are at most
     * @throws IdempotencyStoreException if they cannot be read
     */
    List<KeyHits> mostHit(String namespace, Slots slots, @Nullable String task, int limit);

    /**
     * Some keys, each with its hits in all the slots; one that was not hit is left out.
     *
     * @param slots which
     * @throws IdempotencyStoreException if they cannot be read
     */
    List<KeyHits> hits(String namespace, Slots slots, Collection<String> fullKeys);

    /**
     * Removes the slots that are older than they are kept, unless the backend does so by itself.
     *
     * @param retention how long the widest slots are kept
     * @throws IdempotencyStoreException if that could not be done
     */
    void purge(String namespace, Instant now, Duration retention);
}
