package dev.idempotency.once;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.idempotency.DuplicateExecutionException;
import dev.idempotency.ExecutionInProgressException;
import dev.idempotency.IdempotencyContext;
import dev.idempotency.IdempotencyRecord;
import dev.idempotency.IdempotencyRecords;
import dev.idempotency.IdempotencyRequest;
import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.IdempotencyTemplate;
import dev.idempotency.Idempotent;
import dev.idempotency.InvalidIdempotencyKeyException;
import dev.idempotency.LeaseLostException;
import dev.idempotency.OnDuplicate;
import dev.idempotency.OnInProgress;
import dev.idempotency.OnStoreFailure;
import dev.idempotency.PreviouslyFailedException;
import dev.idempotency.Status;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.testing.Gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What is left of the annotation's attributes beside {@link AbstractPolicyTests}, on every store. */
@Timeout(60)
abstract class AbstractAttributeTests {

    abstract ApplicationContextRunner application();

    private ApplicationContextRunner withService() {
        return application()
                .withUserConfiguration(Config.class)
                .withPropertyValues("idempotency.categories.brief.ttl=2s");
    }

    private void run(Scenario scenario, String... properties) {
        withService().withPropertyValues(properties).run(context -> {
            assertThat(context).hasNotFailed();
            scenario.run(context.getBean(Service.class), context.getBean(IdempotencyRecords.class));
        });
    }

    private interface Scenario {

        void run(Service service, IdempotencyRecords records) throws Exception;
    }

    @Test
    void findsTheRecordUnderTheTasksOwnName() {
        run((service, records) -> {
            service.named("a");
            assertThat(records.find("letters.write", "a"))
                    .map(IdempotencyRecord::status)
                    .contains(Status.DONE);
        });
    }

    @Test
    void takesTheTtlFromTheCategoryAndRunsAgainAfterIt() {
        run((service, records) -> {
            assertThat(service.categorized("a")).isEqualTo("a1");
            assertThat(service.categorized("a")).isEqualTo("a1");
            Awaitility.await().until(() -> service.categorized("a").equals("a2"));
        });
    }

    @Test
    void keepsTheRecordUntilItsWindowEndsHoweverShortTheTtl() {
        run((service, records) -> {
            assertThat(service.monthly("a")).isEqualTo("a1");
            IdempotencyRecord record = records.find("Service.monthly", "a").orElseThrow();
            assertThat(record.fullKey()).contains(":month=");
            assertThat(record.expiresAt()).isAfter(record.startedAt().plusSeconds(60));
        });
    }

    @Test
    void takesTheKeyOverFromADeadHolderOnceItsLeaseHasPassed() {
        run(
                (service, records) -> {
                    CompletableFuture<Integer> dead = inThreadOfItsOwn(() -> service.leased("a"));
                    Awaitility.await().until(() -> service.runs() == 1);
                    assertThat(service.leased("a")).isEqualTo(2);
                    service.open();
                    assertThat(dead)
                            .failsWithin(Duration.ofSeconds(10))
                            .withThrowableThat()
                            .withCauseInstanceOf(LeaseLostException.class);
                    assertThat(service.leased("a")).isEqualTo(2);
                },
                "idempotency.keep-alive.enabled=false");
    }

    @Test
    void waitsNoLongerThanItsTime() {
        run((service, records) -> {
            CompletableFuture<String> first = inThreadOfItsOwn(() -> service.impatient("a"));
            Awaitility.await().until(() -> service.entered() == 1);
            String executionId =
                    records.find("Service.impatient", "a").orElseThrow().executionId();
            assertThatExceptionOfType(ExecutionInProgressException.class)
                    .isThrownBy(() -> service.impatient("a"))
                    .satisfies(busy -> {
                        assertThat(busy.task()).isEqualTo("Service.impatient");
                        assertThat(busy.key()).isEqualTo("a");
                        assertThat(busy.executionId()).isEqualTo(executionId);
                    });
            service.open();
            assertThat(first).succeedsWithin(Duration.ofSeconds(10));
        });
    }

    @Test
    void skipsAVoidMethodInProgressAndLetsAFutureCompleteLater() {
        run((service, records) -> {
            CompletableFuture<String> first = inThreadOfItsOwn(() -> {
                service.nothing("a");
                return "ended";
            });
            Awaitility.await().until(() -> service.entered() == 1);
            service.nothing("a");
            assertThat(service.entered()).isEqualTo(1);

            CompletableFuture<String> future = service.later("a");
            CompletableFuture<String> same = service.later("a");
            assertThat(same).isNotDone();
            service.open();
            service.promise().complete("kept");
            assertThat(future).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("kept");
            assertThat(same).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("kept");
            assertThat(first).succeedsWithin(Duration.ofSeconds(10));
        });
    }

    @Test
    void givesADuplicateNothingOrAnErrorWithAllItNeeds() {
        run((service, records) -> {
            assertThat(service.skipped("a")).contains("a1");
            assertThat(service.skipped("a")).isEmpty();
            assertThat(service.skippedLater("a").join()).isEqualTo("a2");
            assertThat(service.skippedLater("a").join()).isNull();

            assertThat(service.thrown("a")).isEqualTo("a3");
            String executionId =
                    records.find("Service.thrown", "a").orElseThrow().executionId();
            assertThatExceptionOfType(DuplicateExecutionException.class)
                    .isThrownBy(() -> service.thrown("a"))
                    .satisfies(duplicate -> {
                        assertThat(duplicate.task()).isEqualTo("Service.thrown");
                        assertThat(duplicate.key()).isEqualTo("a");
                        assertThat(duplicate.executionId()).isEqualTo(executionId);
                        assertThat(duplicate.storedResult()).contains("a3");
                    });
        });
    }

    @Test
    void recordsTheCompletionOfASensitiveResultAndNotTheResult() {
        run((service, records) -> {
            assertThat(service.secret("a")).isEqualTo("a1");
            assertThat(service.secret("a")).isNull();
            assertThat(service.runs()).isOne();
        });
    }

    @Test
    void keepsACompletionWhoseResultCannotBeStored() {
        run(
                (service, records) -> {
                    assertThat(service.large("a")).hasSize(2000);
                    assertThatExceptionOfType(DuplicateExecutionException.class)
                            .isThrownBy(() -> service.large("a"))
                            .withMessageContaining("could not be stored");
                    assertThat(service.unwritable("a")).isNotNull();
                    assertThatExceptionOfType(DuplicateExecutionException.class)
                            .isThrownBy(() -> service.unwritable("a"));
                    assertThat(service.runs()).isEqualTo(2);
                    assertThat(records.find("Service.large", "a")).isPresent();
                },
                "idempotency.result.max-size=1KB");
    }

    @Test
    void namesAResultOfAnotherTypeAndRunsOnceItIsForgotten() {
        application().run(context -> {
            IdempotencyTemplate template = context.getBean(IdempotencyTemplate.class);
            IdempotencyRequest request = IdempotencyRequest.of("changing", "a");
            template.execute(request, String.class, () -> "text");
            assertThatExceptionOfType(IdempotencyStoreException.class)
                    .isThrownBy(() -> template.execute(request, Duration.class, () -> Duration.ZERO))
                    .withMessageContaining("changing")
                    .withMessageContaining("java.time.Duration")
                    .withMessageContaining("forget");
            context.getBean(IdempotencyRecords.class).forget("changing", "a");
            assertThat(template.execute(request, Duration.class, () -> Duration.ZERO))
                    .isZero();
        });
    }

    @Test
    void runsAnExclusiveTaskOnceAtATimeWhateverTheKey() {
        run((service, records) -> {
            CompletableFuture<String> first = inThreadOfItsOwn(() -> service.exclusive("a"));
            Awaitility.await().until(() -> service.entered() == 1);
            CompletableFuture<String> waiting = inThreadOfItsOwn(() -> service.exclusive("b"));
            CompletableFuture<String> other = inThreadOfItsOwn(() -> service.exclusive("c"));
            assertThat(waiting).isNotDone();
            service.open();
            assertThat(List.of(first, waiting, other))
                    .allSatisfy(each -> assertThat(each).succeedsWithin(Duration.ofSeconds(20)));
            assertThat(service.mostAtATime()).isOne();
            assertThat(service.runs()).isEqualTo(3);
        });
    }

    @Test
    void leavesTheKeyOfASkippedExclusiveCallFree() {
        run((service, records) -> {
            CompletableFuture<String> first =
                    inThreadOfItsOwn(() -> service.exclusiveOrNot("a").orElseThrow());
            Awaitility.await().until(() -> service.entered() == 1);
            assertThat(service.exclusiveOrNot("b")).isEmpty();
            assertThat(records.find("Service.exclusiveOrNot", "b")).isEmpty();
            service.open();
            assertThat(first).succeedsWithin(Duration.ofSeconds(10));
            assertThat(service.exclusiveOrNot("b")).contains("b2");
            assertThat(service.exclusiveOrNot("a")).contains("a1");
        });
    }

    @Test
    void tellsWhenAFailedKeyCanBeTriedAgain() {
        run((service, records) -> {
            assertThatIllegalStateException().isThrownBy(() -> service.failing("a"));
            IdempotencyRecord record = records.find("Service.failing", "a").orElseThrow();
            assertThat(record.status()).isEqualTo(Status.FAILED);
            assertThat(record.error()).isEqualTo("java.lang.IllegalStateException: no paper");
            assertThatExceptionOfType(PreviouslyFailedException.class)
                    .isThrownBy(() -> service.failing("a"))
                    .satisfies(failed -> {
                        assertThat(failed.attempts()).isOne();
                        assertThat(failed.executionId()).isEqualTo(record.executionId());
                        assertThat(Duration.between(record.completedAt(), failed.retryAt()))
                                .isBetween(Duration.ofSeconds(39), Duration.ofSeconds(41));
                    });
        });
    }

    @Test
    void claimsNothingWhereAnExpressionCannotBeComputed() {
        run((service, records) -> {
            assertThatExceptionOfType(InvalidIdempotencyKeyException.class)
                    .isThrownBy(() -> service.lengthOf(null))
                    .withMessageContaining("Service.lengthOf")
                    .withMessageContaining("#text.length()");
            assertThatExceptionOfType(InvalidIdempotencyKeyException.class).isThrownBy(() -> service.named(" "));
            assertThatExceptionOfType(InvalidIdempotencyKeyException.class).isThrownBy(() -> service.named(null));
            assertThat(service.runs()).isZero();
        });
    }

    @Test
    void failsRunsOrSkipsWithoutAStoreAsThePolicySays() {
        AtomicBoolean broken = new AtomicBoolean();
        withService()
                .withBean(BreakingStores.class, () -> new BreakingStores(broken))
                .run(context -> {
                    Service service = context.getBean(Service.class);
                    assertThat(service.named("a")).isEqualTo("a1");
                    broken.set(true);
                    assertThatExceptionOfType(IdempotencyStoreException.class)
                            .isThrownBy(() -> service.named("a"))
                            .withMessageContaining("out of order");
                    assertThat(service.runs()).isOne();
                    assertThat(service.proceeding("a")).isEqualTo("a2");
                    assertThat(service.proceeding("a")).isEqualTo("a3");
                    assertThat(service.skippedWithoutStore("a")).isNull();
                    broken.set(false);
                    assertThat(service.named("a")).isEqualTo("a1");
                    assertThat(service.skippedWithoutStore("a")).isEqualTo("a4");
                });
    }

    @Test
    void takesEveryPolicyOfATaskFromItsProperties() {
        run(
                (service, records) -> {
                    assertThat(service.plain("a")).isEqualTo("a1");
                    assertThatExceptionOfType(DuplicateExecutionException.class)
                            .isThrownBy(() -> service.plain("a"))
                            .satisfies(duplicate ->
                                    assertThat(duplicate.storedResult()).isEmpty());
                    assertThat(service.plain("unprotected")).isEqualTo("unprotected2");
                    assertThat(service.plain("unprotected")).isEqualTo("unprotected3");
                    IdempotencyRecord record =
                            records.find("Service.plain", "a").orElseThrow();
                    assertThat(Duration.between(record.completedAt(), record.expiresAt()))
                            .isEqualTo(Duration.ofHours(3));
                },
                "idempotency.tasks.Service.plain.on-duplicate=throw",
                "idempotency.tasks.Service.plain.store-result=false",
                "idempotency.tasks.Service.plain.ttl=3h",
                "idempotency.tasks.Service.plain.exclusive=true",
                "idempotency.tasks.Service.plain.condition=#id != 'unprotected'",
                "idempotency.tasks.Service.plain.verify=#id");
    }

    @Test
    void showsTheRunningMethodWhatItIs() {
        run((service, records) -> {
            String seen = service.context("a");
            IdempotencyRecord record = records.find("Service.context", "a").orElseThrow();
            assertThat(seen)
                    .isEqualTo(String.join(
                            "|",
                            record.executionId(),
                            "Service.context",
                            "a",
                            record.fullKey(),
                            "1",
                            String.valueOf(record.fencingToken())));
            assertThat(records.forget("Service.context", "a")).isTrue();
            String again = service.context("a");
            long token = Long.parseLong(again.substring(again.lastIndexOf('|') + 1));
            assertThat(token).isGreaterThan(record.fencingToken());
        });
    }

    private static <T> CompletableFuture<T> inThreadOfItsOwn(Supplier<T> body) {
        return CompletableFuture.supplyAsync(body, command -> new Thread(command).start());
    }

    /** Lets every call of the store fail while it is told to. */
    private record BreakingStores(AtomicBoolean broken) implements BeanPostProcessor {

        @Override
        public Object postProcessAfterInitialization(Object bean, String beanName) {
            if (!(bean instanceof IdempotencyStore)) {
                return bean;
            }
            return Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {IdempotencyStore.class},
                    (proxy, method, arguments) -> {
                        if (this.broken.get()) {
                            throw new IdempotencyStoreException("out of order", null);
                        }
                        try {
                            return method.invoke(bean, arguments);
                        } catch (InvocationTargetException ex) {
                            throw ex.getTargetException();
                        }
                    });
        }
    }

    static class Service {

        private final AtomicInteger runs = new AtomicInteger();
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final Gate gate = new Gate();
        private final CompletableFuture<String> promise = new CompletableFuture<>();

        int runs() {
            return this.runs.get();
        }

        int entered() {
            return this.gate.reached();
        }

        int mostAtATime() {
            return this.most.get();
        }

        CompletableFuture<String> promise() {
            return this.promise;
        }

        void open() {
            this.gate.open();
        }

        private String ran(@Nullable String id) {
            return id + this.runs.incrementAndGet();
        }

        @Idempotent(key = "#id", name = "letters.write")
        public String named(@Nullable String id) {
            return ran(id);
        }

        @Idempotent(key = "#id", category = "brief")
        public String categorized(String id) {
            return ran(id);
        }

        @Idempotent(key = "#id", window = "month", ttl = "1s")
        public String monthly(String id) {
            return ran(id);
        }

        @Idempotent(key = "#id", lease = "300ms")
        public int leased(String id) {
            int run = this.runs.incrementAndGet();
            if (run == 1) {
                this.gate.pass();
            }
            return run;
        }

        @Idempotent(key = "#id", waitTimeout = "200ms")
        public String impatient(String id) {
            this.gate.pass();
            return ran(id);
        }

        @Idempotent("#id")
        public void nothing(String id) {
            this.gate.pass();
        }

        @Idempotent("#id")
        public CompletableFuture<String> later(String id) {
            return this.promise;
        }

        @Idempotent(key = "#id", onDuplicate = OnDuplicate.SKIP)
        public Optional<String> skipped(String id) {
            return Optional.of(ran(id));
        }

        @Idempotent(key = "#id", onDuplicate = OnDuplicate.SKIP)
        public CompletableFuture<@Nullable String> skippedLater(String id) {
            return CompletableFuture.completedFuture(ran(id));
        }

        @Idempotent(key = "#id", onDuplicate = OnDuplicate.THROW)
        public String thrown(String id) {
            return ran(id);
        }

        @Idempotent(key = "#id", storeResult = false)
        public @Nullable String secret(String id) {
            return ran(id);
        }

        @Idempotent("#id")
        public String large(String id) {
            this.runs.incrementAndGet();
            return "x".repeat(2000);
        }

        @Idempotent("#id")
        public Unwritable unwritable(String id) {
            this.runs.incrementAndGet();
            return new Unwritable();
        }

        @Idempotent(key = "#id", exclusive = true)
        public String exclusive(String id) {
            this.most.accumulateAndGet(this.inside.incrementAndGet(), Math::max);
            this.gate.pass();
            this.inside.decrementAndGet();
            return ran(id);
        }

        @Idempotent(key = "#id", exclusive = true, onInProgress = OnInProgress.SKIP)
        public Optional<String> exclusiveOrNot(String id) {
            this.gate.pass();
            return Optional.of(ran(id));
        }

        @Idempotent(key = "#id", maxAttempts = 3, backoff = "40s")
        public void failing(String id) {
            throw new IllegalStateException("no paper");
        }

        @Idempotent("#text.length()")
        public void lengthOf(@Nullable String text) {
            this.runs.incrementAndGet();
        }

        @Idempotent(key = "#id", onStoreFailure = OnStoreFailure.PROCEED)
        public String proceeding(String id) {
            return ran(id);
        }

        @Idempotent(key = "#id", onStoreFailure = OnStoreFailure.SKIP)
        public @Nullable String skippedWithoutStore(String id) {
            return ran(id);
        }

        @Idempotent("#id")
        public String plain(String id) {
            return ran(id);
        }

        @Idempotent("#id")
        public String context(String id) {
            IdempotencyContext context = IdempotencyContext.current().orElseThrow();
            context.ensureHeld();
            return String.join(
                    "|",
                    context.executionId(),
                    context.task(),
                    context.key(),
                    context.fullKey(),
                    String.valueOf(context.attempt()),
                    String.valueOf(context.fencingToken()));
        }
    }

    /** Its content refers to itself. */
    public static class Unwritable {

        public Unwritable getSelf() {
            return this;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Config {

        @Bean
        Service service() {
            return new Service();
        }
    }
}
