package dev.idempotency.aop;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import dev.idempotency.ExecutionInProgressException;
import dev.idempotency.IdempotencyContext;
import dev.idempotency.IdempotencyRecords;
import dev.idempotency.Idempotent;
import dev.idempotency.OnInProgress;
import dev.idempotency.Status;
import dev.idempotency.testing.Gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The key of an {@code @Async} call is claimed before the executor's queue. */
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored")
class AsyncTests {

    private static void run(Scenario test) {
        IdempotentApplication.inMemory(Config.class).run(context -> {
            Service service = context.getBean(Service.class);
            try {
                test.run(
                        service,
                        context.getBean(ThreadPoolTaskExecutor.class).getThreadPoolExecutor(),
                        context.getBean(IdempotencyRecords.class));
            } finally {
                service.open();
            }
        });
    }

    private interface Scenario {

        void run(Service service, ThreadPoolExecutor executor, IdempotencyRecords records) throws Exception;
    }

    @Test
    void takesOneQueueSlotForManyDuplicates() {
        run((service, executor, records) -> {
            service.blocked("the one that runs");
            Awaitility.await().until(() -> executor.getActiveCount() == 1);

            List<CompletableFuture<String>> submitted = IntStream.range(0, 50)
                    .mapToObj(i -> service.blocked("queued"))
                    .toList();

            assertThat(executor.getQueue()).hasSize(1);
            service.open();
            assertThat(submitted)
                    .allSatisfy(future -> assertThat(future)
                            .succeedsWithin(Duration.ofSeconds(10))
                            .isEqualTo(submitted.get(0).join()));
            assertThat(service.runs()).isEqualTo(2);
        });
    }

    @Test
    void givesTheKeyBackWhenTheExecutorRejectsTheTask() {
        run((service, executor, records) -> {
            service.blocked("the one that runs");
            Awaitility.await().until(() -> executor.getActiveCount() == 1);
            service.blocked("fills the queue");

            assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> service.blocked("rejected"));

            assertThat(records.find("Service.blocked", "rejected")).isEmpty();
            service.open();
            Awaitility.await().until(() -> executor.getActiveCount() == 0);
            assertThat(service.blocked("rejected")).succeedsWithin(Duration.ofSeconds(10));
        });
    }

    /** An executor may drop a task without a word; then nobody will ever run it, and its key must not stay taken. */
    @Test
    void givesTheKeyBackWhenTheExecutorDropsTheTask() {
        run((service, executor, records) -> {
            executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
            service.blocked("the one that runs");
            Awaitility.await().until(() -> executor.getActiveCount() == 1);
            service.blocked("fills the queue");
            service.dropped("dropped");
            assertThat(records.find("Service.dropped", "dropped")).isPresent();

            Awaitility.await().until(() -> {
                System.gc();
                return records.find("Service.dropped", "dropped").isEmpty();
            });
        });
    }

    @Test
    void showsTheExecutionToTheMethodOnTheExecutorsThread() {
        run((service, executor, records) -> {
            String seen = service.context("a").join();
            assertThat(seen).startsWith("executor-").endsWith("/Service.context/a/1");
            assertThat(IdempotencyContext.current()).isEmpty();
        });
    }

    @Test
    void recordsTheCompletionBeforeTheCallersFutureIsDone() {
        run((service, executor, records) -> {
            service.context("b").join();
            assertThat(records.find("Service.context", "b").orElseThrow().status())
                    .isEqualTo(Status.DONE);
        });
    }

    @Test
    void completesPlainFutures() {
        run((service, executor, records) -> {
            String first = service.plainFuture("a").get(10, TimeUnit.SECONDS);
            Awaitility.await()
                    .until(() -> records.find("Service.plainFuture", "a")
                            .filter(record -> record.status() == Status.DONE)
                            .isPresent());
            assertThat(service.plainFuture("a").get(10, TimeUnit.SECONDS)).isEqualTo(first);
            assertThat(service.runs()).isOne();
        });
    }

    @Test
    void freesTheKeyWhenTheMethodFailsOnTheExecutorsThread() {
        run((service, executor, records) -> {
            assertThat(service.failing("a")).failsWithin(Duration.ofSeconds(10));
            assertThat(service.failing("a")).failsWithin(Duration.ofSeconds(10));
            assertThat(service.runs()).isEqualTo(2);
        });
    }

    @Test
    void givesAFailedFutureRatherThanBlockOrThrow() {
        run((service, executor, records) -> {
            service.impatient("a");
            Awaitility.await().until(() -> executor.getActiveCount() == 1);

            assertThat(service.impatient("a"))
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                    .withCauseInstanceOf(ExecutionInProgressException.class);
            assertThat(service.patientForAMoment("a")).isNotNull();
            assertThat(service.patientForAMoment("a")).failsWithin(Duration.ofSeconds(10));
        });
    }

    @Test
    void letsAWaiterTakeOverWhenTheFirstOneFails() {
        run((service, executor, records) -> {
            CompletableFuture<String> first = service.failsFirst("a");
            Awaitility.await().until(() -> executor.getActiveCount() == 1);
            CompletableFuture<String> second = service.failsFirst("a");
            assertThat(second).isNotDone();

            service.open();

            assertThat(first).failsWithin(Duration.ofSeconds(10));
            assertThat(second).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("second run");
        });
    }

    @Test
    void skipsAVoidMethodThatIsInProgress() {
        run((service, executor, records) -> {
            service.act("a");
            Awaitility.await().until(() -> executor.getActiveCount() == 1);
            service.act("a");
            assertThat(executor.getQueue()).isEmpty();
            service.open();
            Awaitility.await()
                    .until(() -> records.find("Service.act", "a")
                            .filter(record -> record.status() == Status.DONE)
                            .isPresent());
            assertThat(service.runs()).isOne();
        });
    }

    static class Service {

        private final AtomicInteger runs = new AtomicInteger();
        private final Gate gate = new Gate();

        int runs() {
            return this.runs.get();
        }

        void open() {
            this.gate.open();
        }

        @Async
        @Idempotent("#id")
        public CompletableFuture<String> blocked(String id) {
            this.gate.pass();
            return CompletableFuture.completedFuture(id + this.runs.incrementAndGet());
        }

        @Async
        @Idempotent(key = "#id", lease = "200ms")
        public CompletableFuture<String> dropped(String id) {
            throw new AssertionError("It never runs");
        }

        @Async
        @Idempotent("#id")
        public CompletableFuture<String> context(String id) {
            IdempotencyContext context = IdempotencyContext.current().orElseThrow();
            context.ensureHeld();
            return CompletableFuture.completedFuture(Thread.currentThread().getName() + "/" + context.task() + "/"
                    + context.key() + "/" + context.attempt());
        }

        @Async
        @Idempotent("#id")
        public Future<@Nullable String> plainFuture(String id) {
            return CompletableFuture.completedFuture(id + this.runs.incrementAndGet());
        }

        @Async
        @Idempotent("#id")
        public CompletableFuture<String> failing(String id) {
            this.runs.incrementAndGet();
            throw new IllegalStateException("no paper");
        }

        @Async
        @Idempotent(key = "#id", onInProgress = OnInProgress.THROW)
        public CompletableFuture<String> impatient(String id) {
            this.gate.pass();
            return CompletableFuture.completedFuture(id);
        }

        @Async
        @Idempotent(key = "#id", waitTimeout = "50ms")
        public CompletableFuture<String> patientForAMoment(String id) {
            this.gate.pass();
            return CompletableFuture.completedFuture(id);
        }

        @Async
        @Idempotent("#id")
        public CompletableFuture<String> failsFirst(String id) {
            this.gate.pass();
            if (this.runs.incrementAndGet() == 1) {
                throw new IllegalStateException("no paper");
            }
            return CompletableFuture.completedFuture("second run");
        }

        @Async
        @Idempotent("#id")
        public void act(String id) {
            this.gate.pass();
            this.runs.incrementAndGet();
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
        ThreadPoolTaskExecutor taskExecutor() {
            ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
            executor.setThreadNamePrefix("executor-");
            executor.setCorePoolSize(1);
            executor.setMaxPoolSize(1);
            executor.setQueueCapacity(1);
            return executor;
        }
    }
}
