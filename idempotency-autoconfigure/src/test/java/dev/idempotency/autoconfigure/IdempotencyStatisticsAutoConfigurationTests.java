package dev.idempotency.autoconfigure;

import java.time.Duration;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.statistics.StatisticsStore;
import dev.idempotency.statistics.jdbc.JdbcStatisticsStore;
import dev.idempotency.statistics.memory.MemoryStatisticsStore;
import dev.idempotency.statistics.redis.RedisStatisticsStore;

import static org.assertj.core.api.Assertions.assertThat;

/** Where statistics are: by default, by choice, and when they cannot be. */
class IdempotencyStatisticsAutoConfigurationTests {

    private static final AutoConfigurations STATISTICS =
            AutoConfigurations.of(IdempotencyStatisticsAutoConfiguration.class);

    private static final AutoConfigurations REDIS = AutoConfigurations.of(
            DataRedisAutoConfiguration.class,
            IdempotencyRedisAutoConfiguration.class,
            IdempotencyTieredAutoConfiguration.class);

    private final ApplicationContextRunner inMemory =
            IdempotentApplication.inMemory().withConfiguration(STATISTICS);

    private final ApplicationContextRunner withDatabase = IdempotentApplication.withDatabase(
                    "jdbc:h2:mem:" + UUID.randomUUID())
            .withConfiguration(STATISTICS);

    @Test
    void areWhereTheRecordsAre() {
        this.inMemory.run(context ->
                assertThat(context).getBean(StatisticsStore.class).isInstanceOf(MemoryStatisticsStore.class));
        this.withDatabase.run(
                context -> assertThat(context).getBean(StatisticsStore.class).isInstanceOf(JdbcStatisticsStore.class));
        this.inMemory
                .withConfiguration(REDIS)
                .run(context ->
                        assertThat(context).getBean(StatisticsStore.class).isInstanceOf(RedisStatisticsStore.class));
    }

    @Test
    void areWithTheStoreThatDecides() {
        this.withDatabase
                .withConfiguration(REDIS)
                .withPropertyValues("spring.data.redis.port=1")
                .run(context ->
                        assertThat(context).getBean(StatisticsStore.class).isInstanceOf(JdbcStatisticsStore.class));
    }

    @Test
    void areWhereTheApplicationSays() {
        StatisticsStore own = new MemoryStatisticsStore();
        this.withDatabase
                .withBean(StatisticsStore.class, () -> own)
                .run(context ->
                        assertThat(context).getBean(StatisticsStore.class).isSameAs(own));
    }

    @Test
    void theDefaultsAreThoseOfTheContract() {
        this.inMemory
                .withPropertyValues(
                        "idempotency.statistics.enabled=",
                        "idempotency.statistics.flush-interval=",
                        "idempotency.statistics.retention=")
                .run(context -> assertThat(context.getBean(IdempotencyStatisticsProperties.class))
                        .isEqualTo(new IdempotencyStatisticsProperties(
                                true, Duration.ofSeconds(10), Duration.ofDays(30))));
    }

    @ParameterizedTest
    @CsvSource({"flush-interval, 0s", "flush-interval, 6m", "retention, 59m"})
    void refusesWhatCannotBe(String property, String value) {
        this.inMemory
                .withPropertyValues("idempotency.statistics." + property + "=" + value)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, failure -> {
                            assertThat(failure.getName()).isEqualTo("idempotency.statistics." + property);
                            assertThat(failure.getReason()).startsWith("Valid values are");
                        }));
    }
}
