package dev.idempotency.aop;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.idempotency.DuplicateExecutionException;
import dev.idempotency.Idempotent;
import dev.idempotency.OnDuplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** A duplicate gets what the first caller got, as the type that the method declares. */
class ReplayTests {

    private static void replays(Function<Service, @Nullable Object> call) {
        run(service -> {
            Object first = call.apply(service);
            assertThat(call.apply(service)).isEqualTo(first);
            assertThat(service.runs()).isOne();
        });
    }

    private static void run(java.util.function.Consumer<Service> test) {
        IdempotentApplication.inMemory(Config.class).run(context -> test.accept(context.getBean(Service.class)));
    }

    @Test
    void replaysText() {
        replays(service -> service.text("a"));
    }

    @Test
    void replaysPrimitives() {
        replays(service -> service.number(7));
        replays(service -> service.truth());
    }

    @Test
    void replaysRecordsWithEverythingInThem() {
        replays(service -> service.report("annual"));
    }

    @Test
    void replaysCollectionsOfRecords() {
        run(service -> {
            List<Report> first = service.reports();
            List<Report> second = service.reports();
            assertThat(second).isEqualTo(first).hasOnlyElementsOfType(Report.class);
            assertThat(service.runs()).isOne();
        });
    }

    @Test
    void replaysMapsWithTypedKeysAndValues() {
        run(service -> {
            service.byNumber();
            assertThat(service.byNumber()).containsOnlyKeys(1L, 2L);
            assertThat(service.runs()).isOne();
        });
    }

    @Test
    void replaysOptionalsFullAndEmpty() {
        replays(service -> service.perhaps("x"));
        replays(service -> service.perhaps(""));
    }

    @Test
    void replaysNullLikeAnyOtherResult() {
        replays(Service::nothingFound);
    }

    @Test
    void replaysVoidByDoingNothing() {
        run(service -> {
            service.act("a");
            service.act("a");
            service.act("b");
            assertThat(service.runs()).isEqualTo(2);
        });
    }

    @Test
    void replaysAFutureAsACompletedOne() {
        run(service -> {
            Report first = service.later("a").join();
            CompletableFuture<Report> second = service.later("a");
            assertThat(second).isCompletedWithValue(first);
            assertThat(service.runs()).isOne();
        });
    }

    @Test
    void replaysTheVariableTypeThatASubclassFixes() {
        IdempotentApplication.inMemory(Config.class).run(context -> {
            ReportSource source = context.getBean(ReportSource.class);
            Report first = source.load("a");
            assertThat(source.load("a")).isEqualTo(first).isInstanceOf(Report.class);
        });
    }

    @Test
    void findsTheAnnotationOfAnInterfaceBehindEitherKindOfProxy() {
        for (boolean targetClass : new boolean[] {true, false}) {
            IdempotentApplication.inMemory(Config.class)
                    .withPropertyValues("spring.aop.proxy-target-class=" + targetClass)
                    .withBean(CountingGreeter.class)
                    .run(context -> {
                        Greeter greeter = context.getBean(Greeter.class);
                        assertThat(greeter.greet("ann")).isEqualTo("hello ann 1");
                        assertThat(greeter.greet("ann")).isEqualTo("hello ann 1");
                    });
        }
    }

    @Test
    void answersASkippedDuplicateWithNothing() {
        run(service -> {
            assertThat(service.skipping("a")).isEqualTo("ran");
            assertThat(service.skipping("a")).isNull();
            assertThat(service.skippingOptional()).contains("ran");
            assertThat(service.skippingOptional()).isEmpty();
            assertThat(service.skippingFuture().join()).isEqualTo("ran");
            assertThat(service.skippingFuture()).isCompletedWithValue(null);
        });
    }

    @Test
    void throwsAtADuplicateWithTaskKeyExecutionAndResult() {
        run(service -> {
            service.throwing("a");
            assertThatExceptionOfType(DuplicateExecutionException.class)
                    .isThrownBy(() -> service.throwing("a"))
                    .satisfies(thrown -> {
                        assertThat(thrown.task()).isEqualTo("Service.throwing");
                        assertThat(thrown.key()).isEqualTo("a");
                        assertThat(thrown.executionId()).hasSize(36);
                        assertThat(thrown.storedResult()).contains("ran");
                    });
        });
    }

    @Test
    void storesNoResultWhereToldNotTo() {
        run(service -> {
            assertThat(service.secret("a")).isEqualTo("ran");
            assertThat(service.secret("a")).isNull();
            assertThat(service.runs()).isOne();
        });
    }

    @Test
    void keepsTheCompletionOfAResultThatCannotBeStored() {
        run(service -> {
            assertThat(service.unreadable("a")).isNotNull();
            assertThatExceptionOfType(DuplicateExecutionException.class)
                    .isThrownBy(() -> service.unreadable("a"))
                    .withMessageContaining("could not be stored");
            assertThat(service.runs()).isOne();
        });
    }

    @Test
    void keepsTheCompletionOfAResultThatIsTooLarge() {
        IdempotentApplication.inMemory(Config.class)
                .withPropertyValues("idempotency.result.max-size=10B")
                .run(context -> {
                    Service service = context.getBean(Service.class);
                    service.report("a");
                    assertThatExceptionOfType(DuplicateExecutionException.class).isThrownBy(() -> service.report("a"));
                    assertThat(service.runs()).isOne();
                });
    }

    @Test
    void runsAgainAfterAFailure() {
        run(service -> {
            assertThatIllegalStateException().isThrownBy(() -> service.failing("a"));
            assertThatIllegalStateException().isThrownBy(() -> service.failing("a"));
            assertThat(service.runs()).isEqualTo(2);
        });
    }

    @Test
    void runsAgainAfterAFailedFuture() {
        run(service -> {
            assertThat(service.failingLater("a")).isCompletedExceptionally();
            assertThat(service.failingLater("a")).isCompletedExceptionally();
            assertThat(service.runs()).isEqualTo(2);
        });
    }

    record Report(
            String title,
            BigDecimal sum,
            Instant at,
            List<String> lines,
            @Nullable String note) {}

    static final class Unreadable {

        private final String text;

        Unreadable(String text, int other) {
            this.text = text + other;
        }

        public String getText() {
            return this.text;
        }
    }

    interface Greeter {

        @Idempotent
        String greet(String name);
    }

    static class CountingGreeter implements Greeter {

        private int runs;

        @Override
        public String greet(String name) {
            return "hello " + name + " " + ++this.runs;
        }
    }

    abstract static class Source<T> {

        @Idempotent
        public T load(String name) {
            return read(name);
        }

        protected abstract T read(String name);
    }

    static class ReportSource extends Source<Report> {

        @Override
        protected Report read(String name) {
            return new Report(name, BigDecimal.ONE, Instant.now(), List.of(), null);
        }
    }

    static class Service {

        private final AtomicInteger runs = new AtomicInteger();

        int runs() {
            return this.runs.get();
        }

        @Idempotent
        public String text(String input) {
            return input + this.runs.incrementAndGet();
        }

        @Idempotent
        public int number(int input) {
            return input + this.runs.incrementAndGet();
        }

        @Idempotent
        public boolean truth() {
            return this.runs.incrementAndGet() == 1;
        }

        @Idempotent
        public Report report(String title) {
            int run = this.runs.incrementAndGet();
            return new Report(title, new BigDecimal("12.340"), Instant.ofEpochMilli(run), List.of("ä", "b"), null);
        }

        @Idempotent
        public List<Report> reports() {
            return List.of(report("nested, not through the proxy"));
        }

        @Idempotent
        public Map<Long, Report> byNumber() {
            return Map.of(1L, report("one"), 2L, new Report("two", BigDecimal.TEN, Instant.EPOCH, List.of(), "n"));
        }

        @Idempotent
        public Optional<String> perhaps(String input) {
            this.runs.incrementAndGet();
            return Optional.of(input).filter(text -> !text.isEmpty());
        }

        @Idempotent
        public @Nullable String nothingFound() {
            this.runs.incrementAndGet();
            return null;
        }

        @Idempotent
        public void act(String input) {
            this.runs.incrementAndGet();
        }

        @Idempotent
        public CompletableFuture<Report> later(String title) {
            return CompletableFuture.completedFuture(report(title));
        }

        @Idempotent(onDuplicate = OnDuplicate.SKIP)
        public String skipping(String input) {
            return "ran";
        }

        @Idempotent(onDuplicate = OnDuplicate.SKIP)
        public Optional<String> skippingOptional() {
            return Optional.of("ran");
        }

        @Idempotent(onDuplicate = OnDuplicate.SKIP)
        public CompletableFuture<String> skippingFuture() {
            return CompletableFuture.completedFuture("ran");
        }

        @Idempotent(key = "#input", onDuplicate = OnDuplicate.THROW)
        public String throwing(String input) {
            return "ran";
        }

        @Idempotent(storeResult = false)
        public String secret(String input) {
            this.runs.incrementAndGet();
            return "ran";
        }

        @Idempotent
        public Unreadable unreadable(String input) {
            return new Unreadable(input, this.runs.incrementAndGet());
        }

        @Idempotent
        public String failing(String input) {
            this.runs.incrementAndGet();
            throw new IllegalStateException("no paper");
        }

        @Idempotent
        public CompletableFuture<String> failingLater(String input) {
            this.runs.incrementAndGet();
            return CompletableFuture.failedFuture(new IllegalStateException("no paper"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Config {

        @Bean
        Service service() {
            return new Service();
        }

        @Bean
        ReportSource reportSource() {
            return new ReportSource();
        }
    }
}
