package dev.idempotency.metrics;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

import io.micrometer.core.instrument.Meter;

/**
 * Meters by what tells them apart, each looked up in its registry once: to find a meter by its name and tags costs a
 * registry more than to count.
 *
 * @param <K> the values of the tags; made for every call, so a small record
 */
final class ResolvedMeters<K extends Record, M extends Meter> {

    private final ConcurrentMap<K, M> meters = new ConcurrentHashMap<>();
    private final Function<K, M> registration;

    ResolvedMeters(Function<K, M> registration) {
        this.registration = registration;
    }

    M of(K tags) {
        M resolved = this.meters.get(tags);
        return resolved != null ? resolved : this.meters.computeIfAbsent(tags, this.registration);
    }
}
