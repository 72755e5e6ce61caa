package dev.idempotency.metrics;

import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.DistributedLock;
import dev.idempotency.DistributedLocks;
import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.LockTimeoutException;
import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.autoconfigure.IdempotencyMetricsAutoConfiguration;
import dev.idempotency.lock.LockProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Every request for a lock is timed by its outcome, and tagged by the name up to its colon. */
class MicrometerLockListenerTests {

    private static final Duration LEASE = Duration.ofMinutes(1);

    private final ApplicationContextRunner application = IdempotentApplication.inMemory()
            .withConfiguration(AutoConfigurations.of(IdempotencyMetricsAutoConfiguration.class))
            .withBean(SimpleMeterRegistry.class);

    @Test
    void timesHowLocksAreAcquiredAndHowLongTheyAreHeld() {
        this.application.run(context -> {
            DistributedLocks locks = context.getBean(DistributedLocks.class);
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            assertThat(active(registry)).isZero();

            DistributedLock first = locks.tryAcquire("ledger:1", LEASE).orElseThrow();
            DistributedLock second = locks.acquire("ledger:2", LEASE, LEASE);
            DistributedLock other = locks.tryAcquire("report", LEASE).orElseThrow();
            assertThat(locks.tryAcquire("ledger:1", LEASE)).isEmpty();
            assertThatExceptionOfType(LockTimeoutException.class)
                    .isThrownBy(() -> locks.acquire("ledger:2", LEASE, Duration.ofMillis(1)));

            assertThat(acquired(registry, "ledger", "acquired")).isEqualTo(2);
            assertThat(acquired(registry, "ledger", "contended")).isOne();
            assertThat(acquired(registry, "ledger", "timeout")).isOne();
            assertThat(acquired(registry, "report", "acquired")).isOne();
            assertThat(active(registry)).isEqualTo(3);
            assertThat(registry.find("idempotency.lock.held").timer()).isNull();

            first.close();
            first.close();
            second.close();
            other.close();

            assertThat(active(registry)).isZero();
            assertThat(registry.get("idempotency.lock.held")
                            .tag("lock", "ledger")
                            .timer()
                            .count())
                    .isEqualTo(2);
        });
    }

    @Test
    void countsAnErrorAsThat() {
        LockProvider broken = request -> {
            throw new IdempotencyStoreException("out of order", null);
        };
        this.application.withBean(LockProvider.class, () -> broken).run(context -> {
            DistributedLocks locks = context.getBean(DistributedLocks.class);
            MeterRegistry registry = context.getBean(MeterRegistry.class);

            assertThatExceptionOfType(IdempotencyStoreException.class)
                    .isThrownBy(() -> locks.tryAcquire("ledger:1", LEASE));

            assertThat(acquired(registry, "ledger", "error")).isOne();
            assertThat(active(registry)).isZero();
        });
    }

    @Test
    void addsNoSeriesHoweverManyLocksThereAre() {
        this.application.run(context -> {
            DistributedLocks locks = context.getBean(DistributedLocks.class);
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            locks.acquire("ledger:first", LEASE, LEASE).close();
            int series = registry.getMeters().size();
            for (int i = 0; i < 1000; i++) {
                locks.acquire("ledger:" + i, LEASE, LEASE).close();
            }
            assertThat(registry.getMeters()).hasSize(series);
        });
    }

    @Test
    void addsNoSeriesHoweverManyNamesWithoutAColonThereAre() {
        this.application.run(context -> {
            DistributedLocks locks = context.getBean(DistributedLocks.class);
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            for (int i = 0; i <= 100; i++) {
                locks.acquire("job-" + i, LEASE, LEASE).close();
            }
            int series = registry.getMeters().size();
            for (int i = 101; i < 1000; i++) {
                locks.acquire("job-" + i, LEASE, LEASE).close();
            }
            assertThat(registry.getMeters()).hasSize(series);
            assertThat(acquired(registry, "job-99", "acquired")).isOne();
            assertThat(acquired(registry, "other", "acquired")).isEqualTo(900);
        });
    }

    private static long acquired(MeterRegistry registry, String lock, String outcome) {
        return registry.get("idempotency.lock.acquire")
                .tags("lock", lock, "outcome", outcome)
                .timer()
                .count();
    }

    private static double active(MeterRegistry registry) {
        return registry.get("idempotency.locks.active").gauge().value();
    }
}
