package dev.idempotency.autoconfigure;

import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.Idempotent;
import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.store.memory.MemoryIdempotencyStore;
import dev.idempotency.store.near.NearCacheIdempotencyStore;
import dev.idempotency.test.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;

/** The near cache is off, unless it is switched on. */
class IdempotencyNearCacheAutoConfigurationTests {

    private final ApplicationContextRunner application = IdempotentApplication.inMemory()
            .withConfiguration(AutoConfigurations.of(IdempotencyNearCacheAutoConfiguration.class));

    @ParameterizedTest
    @ValueSource(strings = {"", "false"})
    void isOffByDefault(String enabled) {
        this.application
                .withPropertyValues("idempotency.near-cache.enabled=" + enabled)
                .run(context -> assertThat(context.getBean(StoreInUse.class).store())
                        .isInstanceOf(MemoryIdempotencyStore.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "on"})
    void isSwitchedOn(String enabled) {
        this.application
                .withPropertyValues(
                        "idempotency.near-cache.enabled=" + enabled,
                        "idempotency.near-cache.max-size=",
                        "idempotency.near-cache.ttl=")
                .run(context -> {
                    assertThat(context.getBean(StoreInUse.class).store()).isInstanceOf(NearCacheIdempotencyStore.class);
                    assertThat(context.getBean(IdempotencyNearCacheProperties.class))
                            .isEqualTo(new IdempotencyNearCacheProperties(true, 10_000L, Duration.ofMinutes(1)));
                });
    }

    @Test
    void isCountedByMicrometersMetersOfCachesAndTheStoreByItsOwn() {
        this.application
                .withConfiguration(AutoConfigurations.of(IdempotencyMetricsAutoConfiguration.class))
                .withBean(SimpleMeterRegistry.class)
                .withBean(Service.class)
                .withPropertyValues("idempotency.near-cache.enabled=true")
                .run(context -> {
                    Service service = context.getBean(Service.class);
                    for (int i = 0; i < 5; i++) {
                        assertThat(service.run("a")).isEqualTo("a1");
                    }
                    MeterRegistry meters = context.getBean(MeterRegistry.class);
                    assertThat(meters.get("cache.gets")
                                    .tags("cache", "idempotency-near-cache", "result", "hit")
                                    .functionCounter()
                                    .count())
                            .isEqualTo(4);
                    assertThat(meters.get("idempotency.store.operations")
                                    .tags("operation", "claim")
                                    .timer()
                                    .count())
                            .isOne();
                });
    }

    /** A test that moves the clock past a record's life must see it expire. */
    @Test
    void isOffWhereATestSetsTheClock() {
        this.application
                .withBean(SettableClock.class)
                .withPropertyValues("idempotency.near-cache.enabled=true")
                .run(context -> assertThat(context.getBean(StoreInUse.class).store())
                        .isInstanceOf(MemoryIdempotencyStore.class));
    }

    @Test
    void needsCaffeineOnlyWhereItIsSwitchedOn() {
        ApplicationContextRunner without =
                this.application.withClassLoader(new FilteredClassLoader("com.github.benmanes.caffeine"));
        without.run(context -> assertThat(context).hasNotFailed());
        refuses(without, "idempotency.near-cache.enabled", "true", "com.github.ben-manes.caffeine:caffeine");
    }

    @ParameterizedTest
    @CsvSource({"max-size, 0, at least 1", "ttl, 0s, Valid values are", "ttl, -1m, Valid values are"})
    void stopsStartUpOnAnInvalidValueAndNamesIt(String property, String value, String reason) {
        refuses(this.application, "idempotency.near-cache." + property, value, reason);
    }

    private static void refuses(ApplicationContextRunner application, String property, String value, String reason) {
        application
                .withPropertyValues(property + "=" + value)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, ex -> {
                            assertThat(ex.getName()).isEqualTo(property);
                            assertThat(ex.getReason()).contains(reason);
                        }));
    }

    static class Service {

        private int runs;

        @Idempotent("#id")
        public String run(String id) {
            return id + ++this.runs;
        }
    }
}
