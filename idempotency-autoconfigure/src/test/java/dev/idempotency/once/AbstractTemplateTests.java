package dev.idempotency.once;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.ParameterizedTypeReference;

import dev.idempotency.AttemptsExhaustedException;
import dev.idempotency.DuplicateExecutionException;
import dev.idempotency.ExecutionInProgressException;
import dev.idempotency.IdempotencyContext;
import dev.idempotency.IdempotencyRecords;
import dev.idempotency.IdempotencyRequest;
import dev.idempotency.IdempotencyTemplate;
import dev.idempotency.IdempotentExecution;
import dev.idempotency.InvalidIdempotencyKeyException;
import dev.idempotency.LeaseLostException;
import dev.idempotency.OnDuplicate;
import dev.idempotency.OnFailure;
import dev.idempotency.OnInProgress;
import dev.idempotency.PayloadMismatchException;
import dev.idempotency.PreviouslyFailedException;
import dev.idempotency.Status;
import dev.idempotency.testing.Gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What runs by hand runs once, on every store. */
@Timeout(60)
abstract class AbstractTemplateTests {

    private static final IdempotencyRequest REQUEST = IdempotencyRequest.of("letters", "ann");

    private final AtomicInteger runs = new AtomicInteger();

    abstract ApplicationContextRunner application();

    private void run(Scenario scenario, String... properties) {
        application().withPropertyValues(properties).run(context -> {
            assertThat(context).hasNotFailed();
            scenario.run(context.getBean(IdempotencyTemplate.class), context.getBean(IdempotencyRecords.class));
        });
    }

    private interface Scenario {

        void run(IdempotencyTemplate template, IdempotencyRecords records) throws Exception;
    }

    private String write() {
        return "letter " + this.runs.incrementAndGet();
    }

    record Letter(String text, List<Integer> pages) {}

    @Test
    void givesTheStoredResultToADuplicate() {
        run((template, records) -> {
            assertThat(template.execute(REQUEST, String.class, this::write)).isEqualTo("letter 1");
            assertThat(template.execute(REQUEST, String.class, this::write)).isEqualTo("letter 1");
            assertThat(template.execute(REQUEST.key("bob"), String.class, this::write))
                    .isEqualTo("letter 2");
            assertThat(records.find("letters", "ann")).hasValueSatisfying(record -> {
                assertThat(record.status()).isEqualTo(Status.DONE);
                assertThat(record.key()).isEqualTo("ann");
            });
        });
    }

    @Test
    void readsGenericTypesBack() {
        ParameterizedTypeReference<Map<String, Letter>> letters = new ParameterizedTypeReference<>() {};
        Map<String, Letter> written = Map.of("ann", new Letter("dear", List.of(1, 2)));
        run((template, records) -> {
            assertThat(template.execute(REQUEST, letters, () -> written)).isEqualTo(written);
            assertThat(template.execute(REQUEST, letters, Map::of)).isEqualTo(written);
        });
    }

    @Test
    void runsWhatGivesNothingOnce() {
        run((template, records) -> {
            template.execute(REQUEST, (Runnable) this::write);
            template.execute(REQUEST, (Runnable) this::write);
            assertThat(this.runs).hasValue(1);
        });
    }

    @Test
    void throwsWhatTheActionThrowsUnchangedAndFreesTheKey() {
        IOException thrown = new IOException("no paper");
        run((template, records) -> {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> template.execute(REQUEST, String.class, () -> {
                        throw thrown;
                    }))
                    .isSameAs(thrown);
            assertThat(template.execute(REQUEST, String.class, this::write)).isEqualTo("letter 1");
        });
    }

    @Test
    void showsItsContextToTheAction() {
        run((template, records) -> {
            String executionId = template.execute(
                    REQUEST,
                    String.class,
                    () -> IdempotencyContext.current().orElseThrow().executionId());
            assertThat(records.find("letters", "ann").orElseThrow().executionId())
                    .isEqualTo(executionId);
            assertThat(IdempotencyContext.current()).isEmpty();
        });
    }

    @Test
    void takesItsPoliciesFromTheRequestAndThePropertiesOverIt() {
        run(
                (template, records) -> {
                    IdempotencyRequest throwing = REQUEST.onDuplicate(OnDuplicate.THROW);
                    template.execute(throwing, String.class, this::write);
                    assertThatExceptionOfType(DuplicateExecutionException.class)
                            .isThrownBy(() -> template.execute(throwing, String.class, this::write))
                            .satisfies(duplicate -> {
                                assertThat(duplicate.task()).isEqualTo("letters");
                                assertThat(duplicate.key()).isEqualTo("ann");
                                assertThat(duplicate.storedResult()).contains("letter 1");
                            });
                    IdempotencyRequest skipping = IdempotencyRequest.of("skipped", "ann")
                            .onDuplicate(OnDuplicate.THROW)
                            .window("day")
                            .category("email");
                    template.execute(skipping, String.class, this::write);
                    assertThat(template.execute(skipping, String.class, this::write))
                            .isNull();
                    assertThat(records.find("skipped", "ann")).isPresent();
                },
                "idempotency.tasks.skipped.on-duplicate=skip");
    }

    @Test
    void refusesAnotherPayloadForTheSameKey() {
        run((template, records) -> {
            template.execute(REQUEST.payload(new Letter("a", List.of())), String.class, this::write);
            template.execute(REQUEST.payload(new Letter("a", List.of())), String.class, this::write);
            assertThatExceptionOfType(PayloadMismatchException.class)
                    .isThrownBy(() ->
                            template.execute(REQUEST.payload(new Letter("b", List.of())), String.class, this::write));
            assertThatExceptionOfType(PayloadMismatchException.class)
                    .isThrownBy(() -> template.begin(REQUEST.payload("b")));
            assertThat(this.runs).hasValue(1);
        });
    }

    @Test
    void refusesWhatCannotBe() {
        run(
                (template, records) -> {
                    assertThatExceptionOfType(InvalidIdempotencyKeyException.class)
                            .isThrownBy(() -> template.execute(REQUEST.key(" "), String.class, this::write))
                            .withMessageContaining("letters");
                    assertThatIllegalArgumentException()
                            .isThrownBy(() ->
                                    template.execute(IdempotencyRequest.of("a b", "c"), String.class, this::write))
                            .withMessageContaining("'a b' has white space");
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> template.execute(REQUEST.category("none"), String.class, this::write))
                            .withMessageContaining("category 'none' does not exist")
                            .withMessageContaining("critical");
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> template.execute(REQUEST.scope("none"), String.class, this::write))
                            .withMessageContaining("scope 'none' does not exist");
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> template.execute(REQUEST.window("36h"), String.class, this::write))
                            .withMessageContaining("window '36h'");
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> template.execute(
                                    REQUEST.ttl(Duration.ofMinutes(1)).lease(Duration.ofMinutes(1)),
                                    String.class,
                                    this::write))
                            .withMessageContaining("not shorter than its TTL");
                    assertThatIllegalArgumentException()
                            .isThrownBy(
                                    () -> template.execute(REQUEST, CompletableFuture.class, CompletableFuture::new))
                            .withMessageContaining("wait for its value in the action");
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> template.execute(
                                    IdempotencyRequest.of("conditional", "a"), String.class, this::write))
                            .withMessageContaining("condition");
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> REQUEST.ttl(Duration.ofSeconds(-1)))
                            .withMessageContaining("letters")
                            .withMessageContaining("PT-1S");
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> REQUEST.maxAttempts(-1))
                            .withMessageContaining("-1");
                    assertThat(this.runs).hasValue(0);
                },
                "idempotency.tasks.conditional.condition=#total > 0");
    }

    @Test
    void beginsAndCompletesByHand() {
        run((template, records) -> {
            String first;
            try (IdempotentExecution execution = template.begin(REQUEST)) {
                first = execution.executionId();
                assertThat(execution.isAcquired()).isTrue();
                assertThat(execution.isDuplicate()).isFalse();
                assertThat(execution.isInProgress()).isFalse();
                try (IdempotentExecution second = template.begin(REQUEST)) {
                    assertThat(second.isAcquired()).isFalse();
                    assertThat(second.isInProgress()).isTrue();
                    assertThat(second.executionId()).isEqualTo(first);
                    assertThatIllegalStateException()
                            .isThrownBy(() -> second.complete("x"))
                            .withMessageContaining("not held");
                }
                execution.complete(new Letter("dear", List.of(7)));
                assertThatIllegalStateException().isThrownBy(() -> execution.fail(new IOException()));
            }
            try (IdempotentExecution duplicate = template.begin(REQUEST)) {
                assertThat(duplicate.isDuplicate()).isTrue();
                assertThat(duplicate.isAcquired()).isFalse();
                assertThat(duplicate.executionId()).isEqualTo(first);
                assertThat(duplicate.storedResult(Letter.class)).contains(new Letter("dear", List.of(7)));
                assertThat(duplicate.failure()).isEmpty();
            }
        });
    }

    @Test
    void countsAnExecutionThatIsClosedWithoutAnEndAsAFailedAttempt() {
        IdempotencyRequest twice = REQUEST.maxAttempts(2).backoff(Duration.ofMillis(1));
        run((template, records) -> {
            try (IdempotentExecution execution = template.begin(twice)) {
                assertThat(execution.isAcquired()).isTrue();
            }
            Awaitility.await().untilAsserted(() -> {
                try (IdempotentExecution execution = template.begin(twice)) {
                    assertThat(execution.isAcquired()).isTrue();
                    execution.fail(new IOException("no paper"));
                }
            });
            try (IdempotentExecution execution = template.begin(twice)) {
                assertThat(execution.isAcquired()).isFalse();
                assertThat(execution.isDuplicate()).isFalse();
                assertThat(execution.isInProgress()).isFalse();
                assertThat(execution.failure()).hasValueSatisfying(failure -> {
                    assertThat(failure).isInstanceOf(AttemptsExhaustedException.class);
                    assertThat(failure.originalType()).isEqualTo(IOException.class.getName());
                    assertThat(failure.originalMessage()).isEqualTo("no paper");
                    assertThat(failure.attempts()).isEqualTo(2);
                    assertThat(failure.executionId()).isEqualTo(execution.executionId());
                });
            }
        });
    }

    @Test
    void tellsWhatIsInTheWayWhateverThePoliciesSay() {
        run(
                (template, records) -> {
                    try (IdempotentExecution first = template.begin(REQUEST);
                            IdempotentExecution second = template.begin(REQUEST.onInProgress(OnInProgress.THROW))) {
                        assertThat(first.isAcquired()).isTrue();
                        assertThat(second.isInProgress()).isTrue();
                        first.complete(null);
                    }
                    try (IdempotentExecution third = template.begin(REQUEST.onDuplicate(OnDuplicate.THROW))) {
                        assertThat(third.isDuplicate()).isTrue();
                        assertThat(third.storedResult(String.class)).isEmpty();
                    }
                },
                "idempotency.tasks.letters.on-in-progress=skip");
    }

    @Test
    void doesNotCompleteAKeyThatWasForgotten() {
        run((template, records) -> {
            try (IdempotentExecution execution = template.begin(REQUEST)) {
                assertThat(records.forget("letters", "ann")).isTrue();
                assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> execution.complete("late"));
            }
            assertThat(records.find("letters", "ann")).isEmpty();
        });
    }

    @Test
    void runsEachItemOnceAndEqualKeysTogether() {
        run((template, records) -> {
            List<String> names = List.of("ann", "bob", "ann", "cid");
            List<String> ran = new ArrayList<>();
            List<@Nullable String> results =
                    template.executeEach("letters", names, name -> name, String.class, name -> {
                        ran.add(name);
                        return name + " "
                                + IdempotencyContext.current().orElseThrow().key();
                    });
            assertThat(ran).containsExactly("ann", "bob", "cid");
            assertThat(results).containsExactly("ann ann", "bob bob", "ann ann", "cid cid");
            assertThat(template.executeEach("letters", List.of("cid", "dan"), name -> name, String.class, name -> name))
                    .containsExactly("cid cid", "dan");
            assertThat(template.executeEach("letters", List.<String>of(), name -> name, String.class, name -> name))
                    .isEmpty();
        });
    }

    @Test
    void runsTheOtherItemsWhenOneFails() {
        IllegalStateException thrown = new IllegalStateException("no paper for bob");
        run((template, records) -> {
            assertThatIllegalStateException()
                    .isThrownBy(() -> template.executeEach(
                            "letters", List.of("ann", "bob", " ", "cid"), name -> name, String.class, name -> {
                                this.runs.incrementAndGet();
                                if (name.equals("bob")) {
                                    throw thrown;
                                }
                                return name;
                            }))
                    .isSameAs(thrown)
                    .satisfies(first -> assertThat(first.getSuppressed())
                            .singleElement()
                            .isInstanceOf(InvalidIdempotencyKeyException.class));
            assertThat(this.runs).hasValue(3);
            assertThat(records.find("letters", "ann")).isPresent();
            assertThat(records.find("letters", "bob")).isEmpty();
            assertThat(records.find("letters", "cid")).isPresent();
        });
    }

    @Test
    void goesOnWithTheFreeItemsAndWaitsForTheBusyOnesLast() {
        run((template, records) -> {
            IdempotentExecution busy = template.begin(IdempotencyRequest.of("letters", "ann"));
            List<String> ran = new CopyOnWriteArrayList<>();
            CompletableFuture<List<@Nullable String>> each = inThreadOfItsOwn(() ->
                    template.executeEach("letters", List.of("ann", "bob", "cid"), name -> name, String.class, name -> {
                        ran.add(name);
                        return name;
                    }));
            Awaitility.await().until(() -> ran.size() == 2);
            busy.complete("done elsewhere");
            assertThat(each).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(List.of("done elsewhere", "bob", "cid"));
            assertThat(ran).containsExactly("bob", "cid");
        });
    }

    @Test
    void completesItemsThatHaveRunWhileALongOneIsRunning() throws Exception {
        Gate gate = new Gate();
        run((template, records) -> {
            CompletableFuture<List<@Nullable String>> each = inThreadOfItsOwn(() ->
                    template.executeEach("letters", List.of("ann", "bob"), name -> name, String.class, name -> {
                        if (name.equals("bob")) {
                            gate.pass();
                        }
                        return name;
                    }));
            Awaitility.await()
                    .until(() -> records.find("letters", "ann")
                            .filter(record -> record.status() == Status.DONE)
                            .isPresent());
            assertThat(records.find("letters", "bob").orElseThrow().status()).isEqualTo(Status.RUNNING);
            gate.open();
            assertThat(each).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(List.of("ann", "bob"));
        });
    }

    @Test
    void runsManyItemsOnceForSeveralCallers() {
        List<Integer> items = IntStream.range(0, 600).boxed().toList();
        run((template, records) -> {
            List<CompletableFuture<List<@Nullable String>>> callers = IntStream.range(0, 4)
                    .<CompletableFuture<List<@Nullable String>>>mapToObj(
                            caller -> inThreadOfItsOwn(() -> template.executeEach(
                                    "items", items, String::valueOf, String.class, item -> item + " " + write())))
                    .toList();
            List<List<@Nullable String>> results =
                    callers.stream().map(CompletableFuture::join).toList();
            assertThat(results).allSatisfy(each -> assertThat(each).isEqualTo(results.get(0)));
            assertThat(this.runs).hasValue(600);
        });
    }

    @Test
    void runsOneExecutionOfAnExclusiveTaskAtATime() {
        IdempotencyRequest exclusive = REQUEST.exclusive(true);
        run((template, records) -> {
            try (IdempotentExecution ann = template.begin(exclusive)) {
                assertThat(ann.isAcquired()).isTrue();
                try (IdempotentExecution bob = template.begin(exclusive.key("bob"))) {
                    assertThat(bob.isInProgress()).isTrue();
                    assertThat(bob.executionId()).isEqualTo(ann.executionId());
                }
                assertThat(template.execute(
                                exclusive.key("bob").onInProgress(OnInProgress.SKIP), String.class, this::write))
                        .isNull();
                assertThat(records.find("letters", "bob")).isEmpty();
                assertThatExceptionOfType(ExecutionInProgressException.class)
                        .isThrownBy(() -> template.execute(
                                exclusive.key("bob").onInProgress(OnInProgress.THROW), String.class, this::write))
                        .withMessageContaining("exclusive")
                        .satisfies(busy -> assertThat(busy.executionId()).isEqualTo(ann.executionId()));
                ann.complete(null);
            }
            assertThat(template.execute(exclusive.key("bob"), String.class, this::write))
                    .isEqualTo("letter 1");
        });
    }

    @Test
    void countsNoAttemptOfACallThatDidNotGetTheSlot() {
        IdempotencyRequest exclusive = REQUEST.exclusive(true).maxAttempts(2).backoff(Duration.ofMillis(1));
        run((template, records) -> {
            try (IdempotentExecution ann = template.begin(exclusive)) {
                for (int i = 0; i < 3; i++) {
                    assertThat(template.begin(exclusive.key("bob")).isInProgress())
                            .isTrue();
                }
                ann.complete(null);
            }
            Integer attempt = template.execute(
                    exclusive.key("bob"),
                    Integer.class,
                    () -> IdempotencyContext.current().orElseThrow().attempt());
            assertThat(attempt).isOne();
        });
    }

    @Test
    void freesTheSlotWhenAnExclusiveExecutionFails() {
        IdempotencyRequest exclusive = REQUEST.exclusive(true).onFailure(OnFailure.REMEMBER);
        run((template, records) -> {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> template.execute(exclusive, String.class, () -> {
                        throw new IOException("no paper");
                    }));
            assertThat(template.execute(exclusive.key("bob"), String.class, this::write))
                    .isEqualTo("letter 1");
            assertThatExceptionOfType(PreviouslyFailedException.class)
                    .isThrownBy(() -> template.execute(exclusive, String.class, this::write));
        });
    }

    private static <T> CompletableFuture<T> inThreadOfItsOwn(java.util.function.Supplier<T> body) {
        return CompletableFuture.supplyAsync(body, command -> new Thread(command).start());
    }
}
