package dev.idempotency.actuate;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.idempotency.CallOutcome;
import dev.idempotency.IdempotencyStatistics;
import dev.idempotency.key.ExecutionKey;

/**
 * Statistics as the endpoint shows them: outcomes are written as in meters, and nobody is told whose a key is.
 *
 * @param period how far back they look, such as {@code 24h}
 * @param from the beginning of the first step
 * @param calls the calls by how they ended, all outcomes
 * @param timeline the same in steps, outcomes without a call left out
 * @param scopes likewise by scope
 * @param topDuplicates the keys with the most duplicates, those first
 */
record StatisticsDescription(
        String period,
        Instant from,
        Map<String, Long> calls,
        List<Step> timeline,
        Map<String, Map<String, Long>> scopes,
        List<DuplicatedKey> topDuplicates) {

    record Step(Instant start, Map<String, Long> calls) {}

    /** {@code fullKey} is {@code null}, and {@code key} shortened, unless everybody shares it. */
    record DuplicatedKey(String key, @Nullable String fullKey, String scope, long duplicates, Instant lastDuplicateAt) {

        static DuplicatedKey of(IdempotencyStatistics.DuplicatedKey found) {
            boolean shared = found.scope().equals(ExecutionKey.GLOBAL);
            return new DuplicatedKey(
                    shared ? found.key() : ExecutionKey.shown(found.key()),
                    shared ? found.fullKey() : null,
                    found.scope(),
                    found.duplicates(),
                    found.lastDuplicateAt());
        }
    }

    static StatisticsDescription of(IdempotencyStatistics found) {
        Map<String, Long> calls = new LinkedHashMap<>();
        for (CallOutcome outcome : CallOutcome.values()) {
            calls.put(outcome.tag(), found.calls().getOrDefault(outcome, 0L));
        }
        Map<String, Map<String, Long>> scopes = new LinkedHashMap<>();
        found.scopes().forEach((scope, ofScope) -> scopes.put(scope, tagged(ofScope)));
        return new StatisticsDescription(
                found.period().text(),
                found.from(),
                calls,
                found.timeline().stream()
                        .map(step -> new Step(step.start(), tagged(step.calls())))
                        .toList(),
                scopes,
                found.topDuplicates().stream().map(DuplicatedKey::of).toList());
    }

    private static Map<String, Long> tagged(Map<CallOutcome, Long> calls) {
        Map<String, Long> tagged = new LinkedHashMap<>();
        calls.forEach((outcome, count) -> tagged.put(outcome.tag(), count));
        return tagged;
    }
}
