package dev.idempotency.metrics;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;

import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.autoconfigure.IdempotencyMetricsAutoConfiguration;
import dev.idempotency.schedule.ScheduleListener;

import static org.assertj.core.api.Assertions.assertThat;

/** Missed fires and overruns are counted, by task. */
class ScheduleMetersTests {

    @Test
    void counts() {
        IdempotentApplication.inMemory()
                .withConfiguration(AutoConfigurations.of(IdempotencyMetricsAutoConfiguration.class))
                .withBean(SimpleMeterRegistry.class)
                .run(context -> {
                    ScheduleListener listener = context.getBean(ScheduleListener.class);
                    listener.onMissed("mail", 3);
                    listener.onMissed("mail", 1);
                    listener.onOverrun("mail");

                    SimpleMeterRegistry registry = context.getBean(SimpleMeterRegistry.class);
                    assertThat(registry.get("idempotency.schedules.missed")
                                    .tag("task", "mail")
                                    .counter()
                                    .count())
                            .isEqualTo(4);
                    assertThat(registry.get("idempotency.schedules.overruns")
                                    .tag("task", "mail")
                                    .counter()
                                    .count())
                            .isEqualTo(1);
                });
    }
}
