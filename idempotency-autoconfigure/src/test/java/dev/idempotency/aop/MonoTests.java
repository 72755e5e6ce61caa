package dev.idempotency.aop;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import dev.idempotency.DuplicateExecutionException;
import dev.idempotency.ExecutionInProgressException;
import dev.idempotency.IdempotencyContext;
import dev.idempotency.IdempotencyRecord;
import dev.idempotency.IdempotencyRecords;
import dev.idempotency.Idempotent;
import dev.idempotency.InvalidIdempotencyKeyException;
import dev.idempotency.OnDuplicate;
import dev.idempotency.OnInProgress;
import dev.idempotency.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Methods that return a {@code Mono}. */
@Timeout(60)
class MonoTests {

    private static void run(Scenario scenario) {
        IdempotentApplication.inMemory()
                .withBean(Service.class)
                .run(context ->
                        scenario.run(context.getBean(Service.class), context.getBean(IdempotencyRecords.class)));
    }

    private interface Scenario {

        void run(Service service, IdempotencyRecords records) throws Exception;
    }

    private static Optional<Status> statusOf(IdempotencyRecords records, String method) {
        return records.find("Service." + method, "a").map(IdempotencyRecord::status);
    }

    @Test
    void replaysTheValueAndRunsWhenSubscribedTo() {
        run((service, records) -> {
            Mono<List<String>> letters = service.letters("a");
            assertThat(service.runs()).isEqualTo(0);
            assertThat(letters.block()).containsExactly("letter 1");
            assertThat(letters.block()).containsExactly("letter 1");
            assertThat(service.letters("a").block()).containsExactly("letter 1");
            assertThat(service.letters("b").block()).containsExactly("letter 2");
            assertThat(service.runs()).isEqualTo(2);
        });
    }

    @Test
    void replaysAnEmptyMonoAndAnEmptyOptionalAsSuch() {
        run((service, records) -> {
            assertThat(service.nothing("a").blockOptional()).isEmpty();
            assertThat(service.nothing("a").blockOptional()).isEmpty();
            assertThat(service.optional("a").block()).isEmpty();
            assertThat(service.optional("a").block()).isEmpty();
            assertThat(service.runs()).isEqualTo(2);
            assertThat(statusOf(records, "nothing")).contains(Status.DONE);
        });
    }

    @Test
    void freesTheKeyWhenItFailsOrCannotEvenBeMade() {
        run((service, records) -> {
            assertThatIllegalStateException()
                    .isThrownBy(() -> service.failsOnce("a").block())
                    .withMessage("no paper");
            assertThat(service.failsOnce("a").block()).isEqualTo("run 2");
            assertThatIllegalStateException()
                    .isThrownBy(() -> service.throwing("a").block())
                    .withMessage("no mono");
            assertThat(statusOf(records, "throwing")).isEmpty();
        });
    }

    @Test
    void waitsForTheFirstWithoutHoldingAThread() {
        run((service, records) -> {
            CompletableFuture<@Nullable String> first = service.gated("a").toFuture();
            Awaitility.await().until(() -> service.runs() == 1);
            CompletableFuture<@Nullable String> second = service.gated("a").toFuture();
            service.open();
            assertThat(first).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("open");
            assertThat(second).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("open");
            assertThat(service.runs()).isEqualTo(1);
        });
    }

    @Test
    void skipsOrThrowsWhereThePolicySaysSo() {
        run((service, records) -> {
            Disposable running = service.skipping("a").subscribe();
            Disposable other = service.refusing("a").subscribe();
            Awaitility.await().until(() -> service.runs() == 2);
            assertThat(service.skipping("a").blockOptional()).isEmpty();
            assertThatExceptionOfType(ExecutionInProgressException.class)
                    .isThrownBy(() -> service.refusing("a").block());
            service.open();
            Awaitility.await().until(() -> running.isDisposed() && other.isDisposed());
            assertThatExceptionOfType(DuplicateExecutionException.class)
                    .isThrownBy(() -> service.refusing("a").block());
        });
    }

    @Test
    void freesTheKeyOfASubscriberThatHasGoneAway() {
        run((service, records) -> {
            Disposable subscription = service.gated("a").subscribe();
            Awaitility.await().until(() -> service.runs() == 1);
            assertThat(statusOf(records, "gated")).contains(Status.RUNNING);
            subscription.dispose();
            Awaitility.await().until(() -> statusOf(records, "gated").isEmpty());
        });
    }

    @Test
    void doesNotTakeASubscriberThatCancelsAfterTheValueForAFailure() {
        run((service, records) -> {
            assertThat(service.letters("a").flux().take(1).blockFirst()).containsExactly("letter 1");
            Awaitility.await().until(() -> statusOf(records, "letters").equals(Optional.of(Status.DONE)));
            assertThat(service.letters("a").block()).containsExactly("letter 1");
        });
    }

    @Test
    void showsItsContextToOperators() {
        run((service, records) -> {
            String executionId = service.context("a").block();
            assertThat(records.find("Service.context", "a").orElseThrow().executionId())
                    .isEqualTo(executionId);
        });
    }

    @Test
    void keepsTheSubscribersContext() {
        run((service, records) -> assertThat(service.subscriber("a")
                        .contextWrite(context -> context.put("who", "ann"))
                        .block())
                .isEqualTo("ann"));
    }

    @Test
    void doesNotBlockTheSubscribersThread() {
        run((service, records) -> {
            // A thread that must not block throws when something does.
            Mono<String> onEventLoop = Mono.defer(() -> service.gated("a")).subscribeOn(Schedulers.parallel());
            service.open();
            assertThat(onEventLoop.block()).isEqualTo("open");
        });
    }

    @Test
    void refusesABlankKeyInTheMono() {
        run((service, records) -> {
            Mono<List<String>> letters = service.letters(" ");
            assertThatExceptionOfType(InvalidIdempotencyKeyException.class).isThrownBy(letters::block);
            assertThat(service.runs()).isEqualTo(0);
        });
    }

    static class Service {

        private final AtomicInteger runs = new AtomicInteger();
        private final Sinks.One<String> gate = Sinks.one();

        int runs() {
            return this.runs.get();
        }

        void open() {
            assertThat(this.gate.tryEmitValue("open")).isEqualTo(Sinks.EmitResult.OK);
        }

        @Idempotent("#id")
        public Mono<List<String>> letters(String id) {
            return Mono.fromSupplier(() -> List.of("letter " + this.runs.incrementAndGet()));
        }

        @Idempotent("#id")
        public Mono<Void> nothing(String id) {
            return Mono.fromRunnable(this.runs::incrementAndGet);
        }

        @Idempotent("#id")
        public Mono<Optional<String>> optional(String id) {
            return Mono.fromSupplier(() -> {
                this.runs.incrementAndGet();
                return Optional.empty();
            });
        }

        @Idempotent("#id")
        public Mono<String> failsOnce(String id) {
            return Mono.fromSupplier(() -> {
                int run = this.runs.incrementAndGet();
                if (run == 1) {
                    throw new IllegalStateException("no paper");
                }
                return "run " + run;
            });
        }

        @Idempotent("#id")
        public Mono<String> throwing(String id) {
            throw new IllegalStateException("no mono");
        }

        @Idempotent("#id")
        public Mono<String> gated(String id) {
            this.runs.incrementAndGet();
            return this.gate.asMono();
        }

        @Idempotent(key = "#id", onInProgress = OnInProgress.SKIP)
        public Mono<String> skipping(String id) {
            this.runs.incrementAndGet();
            return this.gate.asMono();
        }

        @Idempotent(key = "#id", onInProgress = OnInProgress.THROW, onDuplicate = OnDuplicate.THROW)
        public Mono<String> refusing(String id) {
            this.runs.incrementAndGet();
            return this.gate.asMono();
        }

        @Idempotent("#id")
        public Mono<String> context(String id) {
            return Mono.deferContextual(context -> Mono.just(
                    context.<IdempotencyContext>get(IdempotencyContext.class).executionId()));
        }

        @Idempotent("#id")
        public Mono<String> subscriber(String id) {
            return Mono.deferContextual(context -> {
                @Nullable String who = context.getOrDefault("who", "nobody");
                return Mono.justOrEmpty(who);
            });
        }
    }
}
