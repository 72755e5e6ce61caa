package dev.idempotency.metrics;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.AttemptsExhaustedException;
import dev.idempotency.DistributedLocks;
import dev.idempotency.DuplicateExecutionException;
import dev.idempotency.IdempotencyContext;
import dev.idempotency.IdempotencyRecords;
import dev.idempotency.IdempotencyRequest;
import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.IdempotencyTemplate;
import dev.idempotency.Idempotent;
import dev.idempotency.LeaseLostException;
import dev.idempotency.OnDuplicate;
import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.autoconfigure.IdempotencyMetricsAutoConfiguration;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.memory.MemoryIdempotencyStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.spy;

/** Every call, duplicate, execution and store operation is counted, by task and never by key. */
class MetersTests {

    private final ApplicationContextRunner application = IdempotentApplication.inMemory()
            .withConfiguration(AutoConfigurations.of(IdempotencyMetricsAutoConfiguration.class))
            .withBean(SimpleMeterRegistry.class)
            .withBean(Service.class);

    private static double count(MeterRegistry registry, String meter, String... tags) {
        var counter = registry.find(meter).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }

    private static long timed(MeterRegistry registry, String meter, String... tags) {
        var timer = registry.find(meter).tags(tags).timer();
        return timer == null ? 0 : timer.count();
    }

    @Test
    void countsCallsByOutcome() {
        this.application
                .withPropertyValues("idempotency.tasks.Service.unprotected.enabled=false")
                .run(context -> {
                    Service service = context.getBean(Service.class);
                    service.act("a");
                    service.act("a");
                    service.act("a");
                    service.skip("a");
                    service.skip("a");
                    service.refuse("a");
                    assertThatExceptionOfType(DuplicateExecutionException.class).isThrownBy(() -> service.refuse("a"));
                    assertThatIllegalStateException().isThrownBy(() -> service.fail("a"));
                    service.unprotected("a");

                    MeterRegistry registry = context.getBean(MeterRegistry.class);
                    assertThat(calls(registry, "act", "executed")).isEqualTo(1);
                    assertThat(calls(registry, "act", "replayed")).isEqualTo(2);
                    assertThat(calls(registry, "skip", "executed")).isEqualTo(1);
                    assertThat(calls(registry, "skip", "skipped")).isEqualTo(1);
                    assertThat(calls(registry, "refuse", "rejected")).isEqualTo(1);
                    assertThat(calls(registry, "fail", "failed")).isEqualTo(1);
                    assertThat(calls(registry, "unprotected", "bypassed")).isEqualTo(1);
                    assertThat(count(registry, "idempotency.duplicates", "task", "Service.act", "phase", "completed"))
                            .isEqualTo(2);
                    assertThat(timed(registry, "idempotency.executions", "task", "Service.act", "outcome", "success"))
                            .isEqualTo(1);
                    assertThat(timed(registry, "idempotency.executions", "task", "Service.fail", "outcome", "failure"))
                            .isEqualTo(1);
                    assertThat(operations(registry, "claim", "success")).isEqualTo(8);
                    assertThat(operations(registry, "complete", "success")).isEqualTo(3);
                    assertThat(operations(registry, "release", "success")).isEqualTo(1);
                });
    }

    @Test
    void addsNoSeriesHoweverManyKeysThereAre() {
        this.application.run(context -> {
            Service service = context.getBean(Service.class);
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            service.act("first");
            service.act("first");
            int series = registry.getMeters().size();
            for (int i = 0; i < 10_000; i++) {
                service.act("key " + i);
            }
            assertThat(registry.getMeters()).hasSize(series);
        });
    }

    /** Nobody does that who has read the guide, and a registry must survive it. */
    @Test
    void addsNoSeriesHoweverManyTasksSomebodyMakesUp() {
        this.application.run(context -> {
            IdempotencyTemplate template = context.getBean(IdempotencyTemplate.class);
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            for (int i = 0; i < 1000; i++) {
                template.execute(IdempotencyRequest.of("task-" + i, "a"), () -> {});
            }
            template.execute(IdempotencyRequest.of("one-more", "a"), () -> {});
            int series = registry.getMeters().size();
            for (int i = 1000; i < 1500; i++) {
                template.execute(IdempotencyRequest.of("task-" + i, "a"), () -> {});
            }
            assertThat(registry.getMeters()).hasSize(series);
            assertThat(count(registry, "idempotency.calls", "task", "other", "outcome", "executed"))
                    .isEqualTo(501);
        });
    }

    @Test
    void showsWhatRunsAtTheMomentAndForHowLong() {
        this.application.run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            context.getBean(Service.class).hold("a", () -> {
                LongTaskTimer active = registry.get("idempotency.executions.active")
                        .tag("task", "Service.hold")
                        .longTaskTimer();
                assertThat(active.activeTasks()).isOne();
                return active.duration(TimeUnit.NANOSECONDS) > 0;
            });
            assertThat(registry.get("idempotency.executions.active")
                            .longTaskTimer()
                            .activeTasks())
                    .isZero();
        });
    }

    @Test
    void countsKeysThatHaveNoAttemptLeftOnce() {
        this.application
                .withPropertyValues("idempotency.tasks.Service.fail.max-attempts=1")
                .run(context -> {
                    Service service = context.getBean(Service.class);
                    assertThatIllegalStateException().isThrownBy(() -> service.fail("a"));
                    assertThatExceptionOfType(AttemptsExhaustedException.class).isThrownBy(() -> service.fail("a"));
                    assertThat(count(
                                    context.getBean(MeterRegistry.class),
                                    "idempotency.attempts.exhausted",
                                    "task",
                                    "Service.fail"))
                            .isOne();
                });
    }

    /** The enum is what the documentation is made of. */
    @Test
    void registersWhatTheEnumDocumentsAndNothingElse() {
        this.application
                .withPropertyValues("idempotency.tasks.Service.fail.max-attempts=1")
                .run(context -> {
                    Service service = context.getBean(Service.class);
                    service.act("a");
                    service.act("a");
                    assertThatIllegalStateException().isThrownBy(() -> service.fail("a"));
                    context.getBean(DistributedLocks.class)
                            .acquire("a", Duration.ofMinutes(1), Duration.ZERO)
                            .close();
                    assertThatExceptionOfType(LeaseLostException.class)
                            .isThrownBy(() -> service.hold(
                                    "a",
                                    () -> context.getBean(IdempotencyRecords.class)
                                            .forget("Service.hold", "a")));
                    MicrometerScheduleListener schedules = context.getBean(MicrometerScheduleListener.class);
                    schedules.onMissed("Service.act", 1);
                    schedules.onOverrun("Service.act");

                    Map<String, Set<String>> registered = new TreeMap<>();
                    context.getBean(MeterRegistry.class)
                            .forEachMeter(meter -> registered.put(
                                    meter.getId().getName() + " "
                                            + meter.getId().getType(),
                                    meter.getId().getTags().stream()
                                            .map(Tag::getKey)
                                            .collect(Collectors.toCollection(TreeSet::new))));
                    Map<String, Set<String>> documented = new TreeMap<>();
                    for (IdempotencyMeter meter : IdempotencyMeter.values()) {
                        documented.put(
                                meter.getName() + " " + meter.getType(),
                                Arrays.stream(meter.getKeyNames())
                                        .map(KeyName::asString)
                                        .collect(Collectors.toCollection(TreeSet::new)));
                    }
                    assertThat(registered).isEqualTo(documented);
                });
    }

    @Test
    void countsAnErrorOfTheStoreAndNeverTakesItForADuplicateOrAGrant() {
        IdempotencyStore broken = spy(new MemoryIdempotencyStore());
        doThrow(new IdempotencyStoreException("out of order", null))
                .when(broken)
                .claim(any(ClaimRequest.class));
        this.application.withBean(IdempotencyStore.class, () -> broken).run(context -> {
            Service service = context.getBean(Service.class);
            assertThatExceptionOfType(IdempotencyStoreException.class).isThrownBy(() -> service.act("a"));
            assertThat(service.runs()).isZero();

            MeterRegistry registry = context.getBean(MeterRegistry.class);
            assertThat(operations(registry, "claim", "error")).isEqualTo(1);
            assertThat(calls(registry, "act", "failed")).isEqualTo(1);
            assertThat(registry.find("idempotency.duplicates").counter()).isNull();
        });
    }

    @Test
    void triesACompletionAgainBeforeItGivesUp() {
        IdempotencyStore flaky = spy(new MemoryIdempotencyStore());
        doThrow(new IdempotencyStoreException("once", null))
                .doCallRealMethod()
                .when(flaky)
                .complete(any(), any(), any());
        this.application.withBean(IdempotencyStore.class, () -> flaky).run(context -> {
            Service service = context.getBean(Service.class);
            service.act("a");
            service.act("a");
            assertThat(service.runs()).isOne();
        });
    }

    /** An answer that was lost on its way: the second try finds the record done, by this very execution. */
    @Test
    void takesItsOwnCompletionForWhatItIsWhenTheAnswerWasLost() {
        MemoryIdempotencyStore memory = new MemoryIdempotencyStore();
        IdempotencyStore lossy = spy(memory);
        boolean[] lost = new boolean[1];
        doAnswer(call -> {
                    Object answer = call.callRealMethod();
                    if (!lost[0]) {
                        lost[0] = true;
                        throw new IdempotencyStoreException("the answer was lost", null);
                    }
                    return answer;
                })
                .when(lossy)
                .complete(any(), any(), any());
        this.application.withBean(IdempotencyStore.class, () -> lossy).run(context -> {
            Service service = context.getBean(Service.class);
            String first = service.act("a");
            assertThat(service.act("a")).isEqualTo(first);
            assertThat(service.runs()).isOne();
        });
    }

    @Test
    void removesExpiredRecordsInTheBackgroundAndCountsThem() {
        this.application
                .withPropertyValues(
                        "idempotency.cleanup.interval=20ms",
                        "idempotency.cleanup.batch-size=1",
                        "idempotency.tasks.Service.act.ttl=500ms",
                        "spring.main.lazy-initialization=true")
                .run(context -> {
                    Service service = context.getBean(Service.class);
                    service.act("a");
                    service.act("b");
                    Awaitility.await()
                            .until(() -> count(
                                            context.getBean(MeterRegistry.class),
                                            "idempotency.records.purged",
                                            "store",
                                            "memory")
                                    == 2);
                });
    }

    @Test
    void renewsAgainAfterTheStoreWasOutOfReach() {
        AtomicInteger renewals = new AtomicInteger();
        IdempotencyStore flaky = spy(new MemoryIdempotencyStore());
        doAnswer(call -> {
                    if (renewals.incrementAndGet() <= 2) {
                        throw new IdempotencyStoreException("out of order", null);
                    }
                    return call.callRealMethod();
                })
                .when(flaky)
                .renew(any());
        this.application.withBean(IdempotencyStore.class, () -> flaky).run(context -> {
            context.getBean(Service.class).hold("a", () -> renewals.get() > 3);
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            assertThat(operations(registry, "renew", "error")).isEqualTo(2);
            assertThat(operations(registry, "renew", "success")).isPositive();
            assertThat(calls(registry, "hold", "executed")).isEqualTo(1);
        });
    }

    @Test
    void leavesAStoreBeanOfTheApplicationInCharge() {
        IdempotencyStore own = new MemoryIdempotencyStore();
        this.application.withBean(IdempotencyStore.class, () -> own).run(context -> {
            context.getBean(Service.class).act("a");
            assertThat(own.claim(new ClaimRequest(
                            "application:Service.act:global:a",
                            UUID.randomUUID(),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(1),
                            null)))
                    .isInstanceOf(ClaimOutcome.Blocked.class);
        });
    }

    private static double calls(MeterRegistry registry, String method, String outcome) {
        return count(registry, "idempotency.calls", "task", "Service." + method, "scope", "global", "outcome", outcome);
    }

    private static long operations(MeterRegistry registry, String operation, String outcome) {
        return timed(
                registry,
                "idempotency.store.operations",
                "store",
                "memory",
                "operation",
                operation,
                "outcome",
                outcome);
    }

    static class Service {

        private int runs;

        int runs() {
            return this.runs;
        }

        @Idempotent("#id")
        public String act(String id) {
            return id + ++this.runs;
        }

        @Idempotent(key = "#id", lease = "500ms")
        public void hold(String id, BooleanSupplier longEnough) {
            Awaitility.await().until(longEnough::getAsBoolean);
            IdempotencyContext.current().orElseThrow().ensureHeld();
        }

        @Idempotent(key = "#id", onDuplicate = OnDuplicate.SKIP)
        public String skip(String id) {
            return id;
        }

        @Idempotent(key = "#id", onDuplicate = OnDuplicate.THROW)
        public String refuse(String id) {
            return id;
        }

        @Idempotent("#id")
        public String fail(String id) {
            throw new IllegalStateException("no paper");
        }

        @Idempotent("#id")
        public String unprotected(String id) {
            return id;
        }
    }
}
