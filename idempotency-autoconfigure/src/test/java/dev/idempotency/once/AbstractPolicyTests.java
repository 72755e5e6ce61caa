package dev.idempotency.once;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import dev.idempotency.AttemptsExhaustedException;
import dev.idempotency.EventEnvelope;
import dev.idempotency.ExecutionInProgressException;
import dev.idempotency.IdempotencyExhaustedEvent;
import dev.idempotency.IdempotencyScopeResolver;
import dev.idempotency.Idempotent;
import dev.idempotency.IdempotentDaily;
import dev.idempotency.IdempotentEventHandler;
import dev.idempotency.InvalidIdempotencyKeyException;
import dev.idempotency.OnFailure;
import dev.idempotency.OnInProgress;
import dev.idempotency.PayloadMismatchException;
import dev.idempotency.PreviouslyFailedException;
import dev.idempotency.testing.Gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What the attributes of the annotation do, on every store. */
@Timeout(60)
abstract class AbstractPolicyTests {

    abstract ApplicationContextRunner application();

    private void run(Scenario scenario) {
        application()
                .withUserConfiguration(Config.class)
                .run(context -> scenario.run(
                        context.getBean(Service.class),
                        context.getBean(Exhausted.class),
                        context.getBean(Users.class)));
    }

    private interface Scenario {

        void run(Service service, Exhausted exhausted, Users users) throws Exception;
    }

    @Test
    void remembersAFailureAndThrowsItAtDuplicates() {
        run((service, exhausted, users) -> {
            assertThatIllegalStateException().isThrownBy(() -> service.remembered("a"));

            assertThatExceptionOfType(PreviouslyFailedException.class)
                    .isThrownBy(() -> service.remembered("a"))
                    .satisfies(thrown -> {
                        assertThat(thrown.task()).isEqualTo("Service.remembered");
                        assertThat(thrown.key()).isEqualTo("a");
                        assertThat(thrown.originalType()).isEqualTo("java.lang.IllegalStateException");
                        assertThat(thrown.originalMessage()).isEqualTo("no paper");
                        assertThat(thrown.attempts()).isOne();
                    });
            assertThat(service.runs()).isOne();
        });
    }

    @Test
    void forgetsARememberedFailureAfterItsTime() {
        run((service, exhausted, users) -> {
            assertThatIllegalStateException().isThrownBy(() -> service.rememberedBriefly("a"));
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThatIllegalStateException().isThrownBy(() -> service.rememberedBriefly("a")));
            assertThat(service.runs()).isEqualTo(2);
        });
    }

    @Test
    void triesAgainAfterTheBackoffUntilTheAttemptsAreExhausted() {
        run((service, exhausted, users) -> {
            assertThatIllegalStateException().isThrownBy(() -> service.limited("a"));
            assertThatExceptionOfType(PreviouslyFailedException.class)
                    .isThrownBy(() -> service.limited("a"))
                    .isNotInstanceOf(AttemptsExhaustedException.class);
            for (int attempt = 2; attempt <= 3; attempt++) {
                Awaitility.await()
                        .untilAsserted(() -> assertThatIllegalStateException().isThrownBy(() -> service.limited("a")));
            }

            assertThatExceptionOfType(AttemptsExhaustedException.class)
                    .isThrownBy(() -> service.limited("a"))
                    .satisfies(thrown -> assertThat(thrown.attempts()).isEqualTo(3));
            assertThat(service.runs()).isEqualTo(3);
            assertThat(exhausted.events).singleElement().satisfies(event -> {
                assertThat(event.task()).isEqualTo("Service.limited");
                assertThat(event.key()).isEqualTo("a");
                assertThat(event.attempts()).isEqualTo(3);
                assertThat(event.originalMessage()).isEqualTo("no paper");
            });
        });
    }

    @Test
    void countsAnAttemptThatDiedWithoutAWord() {
        application()
                .withUserConfiguration(Config.class)
                .withPropertyValues("idempotency.keep-alive.enabled=false")
                .run(context -> {
                    Service service = context.getBean(Service.class);
                    Thread dying = new Thread(() -> service.hangsOnce("a"));
                    dying.setDaemon(true);
                    dying.start();
                    Awaitility.await().until(() -> service.runs() == 1);

                    Awaitility.await()
                            .untilAsserted(() -> assertThatExceptionOfType(AttemptsExhaustedException.class)
                                    .isThrownBy(() -> service.hangsOnce("a")));
                    assertThat(service.runs()).isOne();
                    assertThat(context.getBean(Exhausted.class).events).hasSize(1);
                    service.open();
                });
    }

    @Test
    void refusesTheSameKeyWithAnotherPayloadAndShowsNeither() {
        run((service, exhausted, users) -> {
            service.verified("a", "first payload");
            assertThat(service.verified("a", "first payload")).isEqualTo("a1");
            assertThatExceptionOfType(PayloadMismatchException.class)
                    .isThrownBy(() -> service.verified("a", "second payload"))
                    .satisfies(thrown -> assertThat(thrown.key()).isEqualTo("a"))
                    .withMessageNotContaining("payload\"");
            assertThat(service.runs()).isOne();
        });
    }

    @Test
    void leavesACallAloneThatTheConditionDoesNotMean() {
        run((service, exhausted, users) -> {
            service.conditional("a", false);
            service.conditional("a", false);
            service.conditional("a", true);
            service.conditional("a", true);
            assertThat(service.runs()).isEqualTo(3);
            assertThatExceptionOfType(InvalidIdempotencyKeyException.class)
                    .isThrownBy(() -> service.conditional("a", null))
                    .withMessageContaining("#wanted")
                    .withMessageContaining("Service.conditional");
            assertThat(service.runs()).isEqualTo(3);
        });
    }

    @Test
    void handlesAnEventOnceAndRefusesItsKeyWithAnotherPayload() {
        run((service, exhausted, users) -> {
            EventEnvelope<String> event = new EventEnvelope<>("e-1", "type", "k-1", Instant.EPOCH, "payload");
            assertThat(service.onEvent(event)).isEqualTo("k-11");
            assertThat(service.onEvent(event)).isEqualTo("k-11");
            assertThatExceptionOfType(PayloadMismatchException.class)
                    .isThrownBy(
                            () -> service.onEvent(new EventEnvelope<>("e-2", "type", "k-1", Instant.EPOCH, "secret")))
                    .withMessageNotContaining("secret");
            assertThat(service.runs()).isEqualTo(1);
        });
    }

    @Test
    void keepsTheKeysOfAScopeApart() {
        run((service, exhausted, users) -> {
            users.current = "ann";
            assertThat(service.perUser("a")).isEqualTo("a1");
            users.current = "bob";
            assertThat(service.perUser("a")).isEqualTo("a2");
            users.current = "ann";
            assertThat(service.perUser("a")).isEqualTo("a1");
        });
    }

    @Test
    void refusesACallWhoseScopeHasNoValueRatherThanShareItsKeys() {
        run((service, exhausted, users) -> {
            users.current = null;
            assertThatExceptionOfType(InvalidIdempotencyKeyException.class)
                    .isThrownBy(() -> service.perUser("a"))
                    .withMessageContaining("The scope 'users'");
            assertThat(service.runs()).isZero();
        });
    }

    @Test
    void waitsSkipsOrThrowsWhileTheFirstCallRuns() {
        run((service, exhausted, users) -> {
            CompletableFuture<String> first = inThreadOfItsOwn(() -> service.waiting("a"));
            CompletableFuture<String> skipped =
                    inThreadOfItsOwn(() -> service.skipping("a").orElseThrow());
            CompletableFuture<String> thrown = inThreadOfItsOwn(() -> service.throwing("a"));
            Awaitility.await().until(() -> service.entered() == 3);

            CompletableFuture<String> waiting = inThreadOfItsOwn(() -> service.waiting("a"));
            assertThat(service.skipping("a")).isEmpty();
            assertThatExceptionOfType(ExecutionInProgressException.class).isThrownBy(() -> service.throwing("a"));
            service.open();

            assertThat(waiting).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(first.join());
            assertThat(skipped).succeedsWithin(Duration.ofSeconds(10));
            assertThat(thrown).succeedsWithin(Duration.ofSeconds(10));
            assertThat(service.runs()).isEqualTo(3);
        });
    }

    @Test
    void takesOverFromAFirstCallThatFailedWhileItWaited() {
        run((service, exhausted, users) -> {
            CompletableFuture<String> first = inThreadOfItsOwn(() -> service.failsFirst("a"));
            Awaitility.await().until(() -> service.entered() == 1);
            CompletableFuture<String> second = inThreadOfItsOwn(() -> service.failsFirst("a"));
            service.open();

            assertThat(first).failsWithin(Duration.ofSeconds(10));
            assertThat(second).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("run 2");
        });
    }

    @Test
    void takesComposedAnnotationsForWhatTheyAreMadeOf() {
        run((service, exhausted, users) -> {
            assertThat(service.daily("a")).isEqualTo("a1");
            assertThat(service.daily("a")).isEqualTo("a1");
        });
    }

    private static CompletableFuture<String> inThreadOfItsOwn(java.util.function.Supplier<String> body) {
        return CompletableFuture.supplyAsync(body, command -> new Thread(command).start());
    }

    static class Exhausted {

        private final List<IdempotencyExhaustedEvent> events = new CopyOnWriteArrayList<>();

        @EventListener
        void onExhausted(IdempotencyExhaustedEvent event) {
            this.events.add(event);
        }
    }

    static class Users implements IdempotencyScopeResolver {

        private @Nullable String current;

        @Override
        public @Nullable String resolve() {
            return this.current;
        }
    }

    static class Service {

        private final AtomicInteger runs = new AtomicInteger();
        private final Gate gate = new Gate();

        int runs() {
            return this.runs.get();
        }

        int entered() {
            return this.gate.reached();
        }

        void open() {
            this.gate.open();
        }

        private String failure() {
            this.runs.incrementAndGet();
            throw new IllegalStateException("no paper");
        }

        @IdempotentEventHandler
        public String onEvent(EventEnvelope<String> event) {
            return event.key() + this.runs.incrementAndGet();
        }

        @Idempotent(key = "#id", onFailure = OnFailure.REMEMBER)
        public String remembered(String id) {
            return failure();
        }

        @Idempotent(key = "#id", onFailure = OnFailure.REMEMBER, failureTtl = "100ms")
        public String rememberedBriefly(String id) {
            return failure();
        }

        @Idempotent(key = "#id", maxAttempts = 3, backoff = "500ms")
        public String limited(String id) {
            return failure();
        }

        @Idempotent(key = "#id", maxAttempts = 1, lease = "200ms", onInProgress = OnInProgress.SKIP)
        public Optional<String> hangsOnce(String id) {
            this.runs.incrementAndGet();
            this.gate.pass();
            return Optional.of(id);
        }

        @Idempotent(key = "#id", verify = "#payload")
        public String verified(String id, String payload) {
            return id + this.runs.incrementAndGet();
        }

        @Idempotent(key = "#id", condition = "#wanted")
        public void conditional(String id, @Nullable Boolean wanted) {
            this.runs.incrementAndGet();
        }

        @Idempotent(key = "#id", scope = "users")
        public String perUser(String id) {
            return id + this.runs.incrementAndGet();
        }

        @Idempotent("#id")
        public String waiting(String id) {
            this.gate.pass();
            return id + this.runs.incrementAndGet();
        }

        @Idempotent(key = "#id", onInProgress = OnInProgress.SKIP)
        public Optional<String> skipping(String id) {
            this.gate.pass();
            return Optional.of(id + this.runs.incrementAndGet());
        }

        @Idempotent(key = "#id", onInProgress = OnInProgress.THROW)
        public String throwing(String id) {
            this.gate.pass();
            return id + this.runs.incrementAndGet();
        }

        @Idempotent("#id")
        public String failsFirst(String id) {
            this.gate.pass();
            int run = this.runs.incrementAndGet();
            if (run == 1) {
                throw new IllegalStateException("no paper");
            }
            return "run " + run;
        }

        @IdempotentDaily("#id")
        public String daily(String id) {
            return id + this.runs.incrementAndGet();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Config {

        @Bean
        Service service() {
            return new Service();
        }

        @Bean
        Exhausted exhausted() {
            return new Exhausted();
        }

        @Bean
        Users users() {
            return new Users();
        }
    }
}
