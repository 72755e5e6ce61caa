package dev.idempotency;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What became of the calls of a period, over all nodes and restarts. Nodes write what they have counted every
 * {@code idempotency.statistics.flush-interval}, so the latest calls may be missing, and so may those that a killed node had
 * not written. Steps are those of UTC.
 *
 * @param period how far back they look
 * @param from the beginning of the first step
 * @param calls the calls by how they ended; outcomes without a call are not in it
 * @param timeline the same in steps, those without calls included; the last one is not over
 * @param tasks the same by task
 * @param scopes the same by the task's scope
 * @param topDuplicates the keys with the most duplicates, those first
 */
public record IdempotencyStatistics(
        StatisticsPeriod period,
        Instant from,
        Map<CallOutcome, Long> calls,
        List<Step> timeline,
        Map<String, Map<CallOutcome, Long>> tasks,
        Map<String, Map<CallOutcome, Long>> scopes,
        List<DuplicatedKey> topDuplicates) {

    /**
     * A step of a timeline.
     *
     * @param start when it begins
     * @param calls the calls by how they ended; outcomes without a call are not in it
     */
    public record Step(Instant start, Map<CallOutcome, Long> calls) {}

    /**
     * A key that was called again. Of each node the first 2000 such keys of a day are counted.
     *
     * @param task the task's name
     * @param key the key as given; for a folded key, what is left of it
     * @param fullKey the key in the store
     * @param scope the name of the task's scope
     * @param duplicates how many calls met a record of this key, completed, running or failed
     * @param lastDuplicateAt when the last of them was written
     */
    public record DuplicatedKey(
            String task, String key, String fullKey, String scope, long duplicates, Instant lastDuplicateAt) {}
}
