package dev.idempotency.statistics.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.idempotency.CallOutcome;
import dev.idempotency.statistics.CallCount;
import dev.idempotency.statistics.Increments;
import dev.idempotency.statistics.KeyHits;
import dev.idempotency.statistics.Slot;
import dev.idempotency.statistics.Slots;
import dev.idempotency.statistics.StatisticsStore;

/** Keeps the statistics in this process's memory: for tests, and where the records are there too. */
public final class MemoryStatisticsStore implements StatisticsStore {

    private final ConcurrentMap<Series, Long> calls = new ConcurrentHashMap<>();
    private final ConcurrentMap<Key, KeyHits> hits = new ConcurrentHashMap<>();

    private record Series(String namespace, Slot slot, String task, String scope, CallOutcome outcome) {}

    private record Key(String namespace, Slot slot, String full) {}

    @Override
    public void add(String namespace, Increments increments) {
        for (CallCount count : increments.calls()) {
            this.calls.merge(
                    new Series(namespace, increments.slot(), count.task(), count.scope(), count.outcome()),
                    count.calls(),
                    Long::sum);
        }
        for (KeyHits hits : increments.hits()) {
            this.hits.merge(new Key(namespace, increments.slot(), hits.fullKey()), hits, KeyHits::plus);
        }
    }

    @Override
    public Map<Instant, List<CallCount>> calls(String namespace, Slots slots, @Nullable String task) {
        Map<Instant, List<CallCount>> found = new TreeMap<>();
        this.calls.forEach((series, calls) -> {
            boolean wanted = series.namespace().equals(namespace) && slots.contains(series.slot());
            if (wanted && (task == null || task.equals(series.task()))) {
                found.computeIfAbsent(series.slot().start(), start -> new ArrayList<>())
                        .add(new CallCount(series.task(), series.scope(), series.outcome(), calls));
            }
        });
        return found;
    }

    @Override
    public List<KeyHits> mostHit(String namespace, Slots slots, @Nullable String task, int limit) {
        return byKey(namespace, slots, hits -> task == null || task.equals(hits.task())).stream()
                .sorted(Comparator.comparingLong(KeyHits::hits).reversed().thenComparing(KeyHits::fullKey))
                .limit(limit)
                .toList();
    }

    @Override
    public List<KeyHits> hits(String namespace, Slots slots, Collection<String> fullKeys) {
        return List.copyOf(byKey(namespace, slots, hits -> fullKeys.contains(hits.fullKey())));
    }

    private Collection<KeyHits> byKey(String namespace, Slots slots, Predicate<KeyHits> wanted) {
        Map<String, KeyHits> sums = new HashMap<>();
        this.hits.forEach((key, hits) -> {
            if (key.namespace().equals(namespace) && slots.contains(key.slot()) && wanted.test(hits)) {
                sums.merge(key.full(), hits, KeyHits::plus);
            }
        });
        return sums.values();
    }

    @Override
    public void purge(String namespace, Instant now, Duration retention) {
        Predicate<Slot> old =
                slot -> slot.start().isBefore(now.minus(slot.width().keptFor(retention)));
        this.calls.keySet().removeIf(series -> series.namespace().equals(namespace) && old.test(series.slot()));
        this.hits.keySet().removeIf(key -> key.namespace().equals(namespace) && old.test(key.slot()));
    }
}
