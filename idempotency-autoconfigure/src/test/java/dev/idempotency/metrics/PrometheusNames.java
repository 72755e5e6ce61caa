package dev.idempotency.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** What Prometheus calls our meters: asked of its registry, which has rules of its own for suffixes. */
final class PrometheusNames {

    private PrometheusNames() {}

    /** The names of the series of a meter, in the order of the scrape. */
    static List<String> of(IdempotencyMeter meter) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Tags tags = Tags.of(Arrays.stream(meter.getKeyNames())
                .map(KeyName::asString)
                .map(key -> Tag.of(key, "any"))
                .toList());
        switch (meter.getType()) {
            case COUNTER -> Counter.builder(meter.getName()).tags(tags).register(registry);
            case TIMER -> Timer.builder(meter.getName()).tags(tags).register(registry);
            case GAUGE -> Gauge.builder(meter.getName(), () -> 1).tags(tags).register(registry);
            case LONG_TASK_TIMER ->
                LongTaskTimer.builder(meter.getName()).tags(tags).register(registry);
            default -> throw new IllegalArgumentException("No " + meter.getType() + " is expected: " + meter);
        }
        return new ArrayList<>(registry.scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[ {]", 2)[0])
                .collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    /** The names of all series of all meters. */
    static Set<String> all() {
        return Arrays.stream(IdempotencyMeter.values())
                .flatMap(meter -> of(meter).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
