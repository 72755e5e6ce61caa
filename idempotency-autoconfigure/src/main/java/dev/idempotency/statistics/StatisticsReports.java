package dev.idempotency.statistics;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.idempotency.CallOutcome;
import dev.idempotency.IdempotencyStatistics;
import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.StatisticsPeriod;
import dev.idempotency.key.ExecutionKey;

/** Adds up what all nodes have written. */
public final class StatisticsReports {

    private static final int MOST_DUPLICATES = 20;

    private final StatisticsStore store;
    private final String namespace;
    private final InstantSource clock;

    /** Makes a view of {@code store}. */
    public StatisticsReports(StatisticsStore store, String namespace, InstantSource clock) {
        this.store = store;
        this.namespace = namespace;
        this.clock = clock;
    }

    /**
     * What became of the calls of a period.
     *
     * @param task only of this one; {@code null} for all
     * @throws IdempotencyStoreException if they cannot be read
     */
    public IdempotencyStatistics report(@Nullable String task, StatisticsPeriod period) {
        Instant now = this.clock.instant();
        Instant from = from(period, now);
        // Another node's clock may be ahead.
        Slots slots = new Slots(width(period), from, now.plus(period.step()));
        Map<Instant, List<CallCount>> bySlot = this.store.calls(this.namespace, slots, task);
        List<CallCount> calls = bySlot.values().stream().flatMap(List::stream).toList();
        return new IdempotencyStatistics(
                period,
                from,
                sums(calls),
                timeline(period, from, now, bySlot),
                by(calls, CallCount::task),
                by(calls, CallCount::scope),
                this.store.mostHit(this.namespace, slots, task, MOST_DUPLICATES).stream()
                        .map(StatisticsReports::duplicated)
                        .toList());
    }

    /** What a report is where nothing is counted. */
    public static IdempotencyStatistics empty(StatisticsPeriod period, Instant now) {
        Instant from = from(period, now);
        return new IdempotencyStatistics(
                period, from, Map.of(), timeline(period, from, now, Map.of()), Map.of(), Map.of(), List.of());
    }

    /**
     * The hits of some keys, by key; those of a key that was not hit are left out.
     *
     * @param since how far back they are counted, to the day
     * @throws IdempotencyStoreException if they cannot be read
     */
    public Map<String, KeyHits> hits(Collection<String> fullKeys, Instant since) {
        if (fullKeys.isEmpty()) {
            return Map.of();
        }
        Slots slots = new Slots(SlotWidth.DAY, since, this.clock.instant().plus(SlotWidth.DAY.width()));
        return this.store.hits(this.namespace, slots, fullKeys).stream()
                .collect(Collectors.toMap(KeyHits::fullKey, hits -> hits));
    }

    /** As many whole steps as the period has, the one that is not over included. */
    private static Instant from(StatisticsPeriod period, Instant now) {
        return SlotWidth.startOf(now, period.step()).plus(period.step()).minus(period.length());
    }

    private static SlotWidth width(StatisticsPeriod period) {
        return switch (period) {
            case LAST_HOUR -> SlotWidth.FIVE_MINUTES;
            case LAST_DAY, LAST_WEEK -> SlotWidth.HOUR;
            case LAST_MONTH -> SlotWidth.DAY;
        };
    }

    private static List<IdempotencyStatistics.Step> timeline(
            StatisticsPeriod period, Instant from, Instant now, Map<Instant, List<CallCount>> bySlot) {
        Map<Instant, List<CallCount>> byStep = new HashMap<>();
        bySlot.forEach((slot, calls) -> byStep.computeIfAbsent(
                        SlotWidth.startOf(slot, period.step()), step -> new ArrayList<>())
                .addAll(calls));
        List<IdempotencyStatistics.Step> steps = new ArrayList<>();
        for (Instant start = from; !start.isAfter(now); start = start.plus(period.step())) {
            steps.add(new IdempotencyStatistics.Step(start, sums(byStep.getOrDefault(start, List.of()))));
        }
        return List.copyOf(steps);
    }

    private static Map<String, Map<CallOutcome, Long>> by(List<CallCount> calls, Function<CallCount, String> what) {
        Map<String, List<CallCount>> grouped =
                calls.stream().collect(Collectors.groupingBy(what, TreeMap::new, Collectors.toList()));
        Map<String, Map<CallOutcome, Long>> sums = new TreeMap<>();
        grouped.forEach((key, counts) -> sums.put(key, sums(counts)));
        return sums;
    }

    private static Map<CallOutcome, Long> sums(List<CallCount> calls) {
        Map<CallOutcome, Long> sums = new EnumMap<>(CallOutcome.class);
        calls.forEach(count -> sums.merge(count.outcome(), count.calls(), Long::sum));
        return sums;
    }

    private static IdempotencyStatistics.DuplicatedKey duplicated(KeyHits hits) {
        ExecutionKey key = ExecutionKey.parse(hits.fullKey());
        return new IdempotencyStatistics.DuplicatedKey(
                key.task(), key.given(), key.full(), key.scope(), hits.hits(), hits.lastHitAt());
    }
}
