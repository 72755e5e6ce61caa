package dev.idempotency.statistics;

import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/**
 * What is to be added to the statistics of a slot. All nodes keep to the same order, so that none waits for another that
 * waits for it.
 *
 * @param calls no two of the same task, scope and outcome; in the order of those
 * @param hits no two of the same key; in the order of those
 */
public record Increments(Slot slot, List<CallCount> calls, List<KeyHits> hits) {

    public Increments {
        calls = summed(calls.stream(), CallCount.ORDER, CallCount::plus);
        hits = summed(hits.stream(), KeyHits.ORDER, KeyHits::plus);
    }

    private static <T> List<T> summed(Stream<T> counts, Comparator<T> order, BinaryOperator<T> sum) {
        TreeMap<T, T> sums = new TreeMap<>(order);
        counts.forEach(count -> sums.merge(count, count, sum));
        return List.copyOf(sums.values());
    }

    /** Both, of the same slot. */
    Increments plus(Increments other) {
        return new Increments(
                this.slot,
                Stream.concat(this.calls.stream(), other.calls.stream()).toList(),
                Stream.concat(this.hits.stream(), other.hits.stream()).toList());
    }

    int size() {
        return this.calls.size() + this.hits.size();
    }
}
