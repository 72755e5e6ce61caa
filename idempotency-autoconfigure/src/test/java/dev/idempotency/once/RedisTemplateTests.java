package dev.idempotency.once;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.IdempotencyTemplate;
import dev.idempotency.autoconfigure.IdempotencyMetricsAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

class RedisTemplateTests extends AbstractTemplateTests {

    @Override
    ApplicationContextRunner application() {
        return StoreApplications.onRedis();
    }

    /** Calls of the store; that each is one pipeline is the store's own test. */
    @Test
    void claimsAThousandItemsHalfOfWhichAreDoneInAFewRoundTrips() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        application()
                .withConfiguration(AutoConfigurations.of(IdempotencyMetricsAutoConfiguration.class))
                .withBean(MeterRegistry.class, () -> meters)
                .run(context -> {
                    IdempotencyTemplate template = context.getBean(IdempotencyTemplate.class);
                    List<Integer> half = IntStream.range(0, 500).boxed().toList();
                    template.executeEach("items", half, String::valueOf, Integer.class, item -> item);
                    long before = storeCalls(meters);

                    List<Integer> all = IntStream.range(0, 1000).boxed().toList();
                    List<Integer> ran = new ArrayList<>();
                    List<@Nullable Integer> results =
                            template.executeEach("items", all, String::valueOf, Integer.class, item -> {
                                ran.add(item);
                                return item;
                            });

                    assertThat(results).isEqualTo(all);
                    assertThat(ran).hasSize(500);
                    // Four claims, and a completion for every hundred that ran or for a fifth of a second of them.
                    assertThat(storeCalls(meters) - before).isLessThanOrEqualTo(4 + 10);
                });
    }

    private static long storeCalls(SimpleMeterRegistry meters) {
        return meters.find("idempotency.store.operations").timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }
}
