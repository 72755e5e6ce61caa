package dev.idempotency.once;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

import dev.idempotency.IdempotencyContext;
import dev.idempotency.IdempotencyLeaseLostEvent;
import dev.idempotency.IdempotencyRecord;
import dev.idempotency.IdempotencyRecords;
import dev.idempotency.Idempotent;
import dev.idempotency.LeaseLostException;
import dev.idempotency.aop.IdempotentApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A running execution keeps its key; one that lost it is told, and overwrites nothing. */
@Timeout(60)
class LeaseTests {

    private static final String TASK = "Service.act";

    private final ApplicationContextRunner application = IdempotentApplication.inMemory(Config.class);

    @Test
    void renewsTheLeaseForAsLongAsTheMethodRuns() {
        this.application.run(context -> {
            Service service = context.getBean(Service.class);
            CompletableFuture<Void> running = inThreadOfItsOwn(() -> service.act("a"));
            Instant firstLease = leaseOf(context.getBean(IdempotencyRecords.class));

            Awaitility.await()
                    .until(() -> leaseOf(context.getBean(IdempotencyRecords.class))
                            .isAfter(firstLease.plus(Duration.ofMillis(600))));

            service.finish();
            assertThat(running).succeedsWithin(Duration.ofSeconds(5));
            assertThat(service.lost()).isFalse();
        });
    }

    @Test
    void renewsTheLeaseWhileTheTaskWaitsInAQueue() {
        this.application.run(context -> {
            Service service = context.getBean(Service.class);
            CountDownLatch occupied = new CountDownLatch(1);
            for (int i = 0; i < 8; i++) {
                context.getBean("applicationTaskExecutor", org.springframework.core.task.TaskExecutor.class)
                        .execute(() -> awaitQuietly(occupied));
            }
            CompletableFuture<String> queued = service.actLater("a");
            IdempotencyRecords records = context.getBean(IdempotencyRecords.class);
            Instant firstLease = records.find("Service.actLater", "a")
                    .map(IdempotencyRecord::leaseUntil)
                    .orElseThrow();

            Awaitility.await()
                    .until(() -> records.find("Service.actLater", "a")
                            .map(IdempotencyRecord::leaseUntil)
                            .filter(lease -> lease.isAfter(firstLease.plus(Duration.ofMillis(600))))
                            .isPresent());
            assertThat(queued).isNotDone();
            occupied.countDown();
            assertThat(queued).succeedsWithin(Duration.ofSeconds(5));
        });
    }

    @Test
    void tellsAnExecutionThatLostItsKeyAndRefusesItsCompletion() {
        this.application.run(context -> {
            Service service = context.getBean(Service.class);
            IdempotencyRecords records = context.getBean(IdempotencyRecords.class);
            CompletableFuture<Void> running = inThreadOfItsOwn(() -> service.act("a"));
            leaseOf(records);

            assertThat(records.forget(TASK, "a")).isTrue();
            Awaitility.await().untilTrue(service.lost());
            service.finish();

            assertThat(running)
                    .failsWithin(Duration.ofSeconds(5))
                    .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                    .withCauseInstanceOf(LeaseLostException.class);
            assertThat(records.find(TASK, "a")).isEmpty();
            assertThat(context.getBean(LostLeases.class).tasks).containsExactly(TASK);
        });
    }

    @Test
    void lapsesWithoutKeepAliveSoThatAnotherTakesOverAndTheFirstCannotComplete() {
        this.application
                .withPropertyValues("idempotency.keep-alive.enabled=false")
                .run(context -> {
                    Service service = context.getBean(Service.class);
                    CompletableFuture<Void> first = inThreadOfItsOwn(() -> service.act("a"));
                    IdempotencyRecords records = context.getBean(IdempotencyRecords.class);
                    leaseOf(records);
                    String firstExecution =
                            records.find(TASK, "a").orElseThrow().executionId();

                    CompletableFuture<Void> second = inThreadOfItsOwn(() -> {
                        while (records.find(TASK, "a")
                                .filter(record -> record.executionId().equals(firstExecution))
                                .isPresent()) {
                            service.act("a");
                        }
                    });
                    Awaitility.await()
                            .until(() -> records.find(TASK, "a")
                                    .filter(record -> record.attempt() == 2)
                                    .isPresent());
                    service.finish();

                    assertThat(second).succeedsWithin(Duration.ofSeconds(5));
                    assertThatExceptionOfType(java.util.concurrent.ExecutionException.class)
                            .isThrownBy(() -> first.get(5, TimeUnit.SECONDS))
                            .withCauseInstanceOf(LeaseLostException.class);
                    assertThat(records.find(TASK, "a").orElseThrow().attempt()).isEqualTo(2);
                });
    }

    /** The common pool may have fewer threads than a test has callers. */
    private static CompletableFuture<Void> inThreadOfItsOwn(Runnable body) {
        return CompletableFuture.runAsync(body, command -> new Thread(command).start());
    }

    private static Instant leaseOf(IdempotencyRecords records) {
        return Awaitility.await()
                .until(
                        () -> records.find(TASK, "a")
                                .map(IdempotencyRecord::leaseUntil)
                                .orElse(Instant.MIN),
                        lease -> lease.isAfter(Instant.MIN));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitQuietly(BooleanSupplier condition) {
        Awaitility.await().pollInterval(Duration.ofMillis(5)).until(condition::getAsBoolean);
    }

    static class Service {

        private final CountDownLatch finished = new CountDownLatch(1);
        private final AtomicBoolean lost = new AtomicBoolean();

        AtomicBoolean lost() {
            return this.lost;
        }

        void finish() {
            this.finished.countDown();
        }

        @Idempotent(key = "#id", lease = "300ms")
        public void act(String id) {
            IdempotencyContext context = IdempotencyContext.current().orElseThrow();
            awaitQuietly(() -> {
                try {
                    context.ensureHeld();
                } catch (LeaseLostException ex) {
                    this.lost.set(true);
                }
                return this.finished.getCount() == 0;
            });
        }

        @Async
        @Idempotent(key = "#id", lease = "300ms")
        public CompletableFuture<String> actLater(String id) {
            return CompletableFuture.completedFuture(id);
        }
    }

    static class LostLeases {

        private final List<String> tasks = new CopyOnWriteArrayList<>();

        @EventListener
        void onLost(IdempotencyLeaseLostEvent event) {
            this.tasks.add(event.task());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    static class Config {

        @Bean
        Service service() {
            return new Service();
        }

        @Bean
        LostLeases lostLeases() {
            return new LostLeases();
        }
    }
}
