package dev.idempotency.metrics;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import reactor.core.publisher.Mono;

import dev.idempotency.IdempotencyContext;
import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.IdempotencyTemplate;
import dev.idempotency.Idempotent;
import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.autoconfigure.IdempotencyObservationAutoConfiguration;
import dev.idempotency.engine.ExecutionObserver;
import dev.idempotency.key.ExecutionKey;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.memory.MemoryIdempotencyStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.spy;

/** Claims and executions are spans, below that of whoever called. */
class TracingTests {

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final SdkTracerProvider tracers = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(this.spans))
            .build();
    private final ObservationRegistry registry = ObservationRegistry.create();

    private final ApplicationContextRunner application = IdempotentApplication.inMemory(Config.class)
            .withConfiguration(AutoConfigurations.of(IdempotencyObservationAutoConfiguration.class))
            .withBean(ObservationRegistry.class, () -> this.registry)
            .withBean(Service.class);

    TracingTests() {
        this.registry
                .observationConfig()
                .observationHandler(new DefaultTracingObservationHandler(
                        new OtelTracer(this.tracers.get("test"), new OtelCurrentTraceContext(), event -> {})));
    }

    @AfterEach
    void close() {
        this.tracers.close();
    }

    private void inRequest(Runnable work) {
        Observation.createNotStarted("request", this.registry).observe(work);
    }

    private SpanData span(String name) {
        List<SpanData> found = this.spans.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
        assertThat(found)
                .as("spans '%s' of %s", name, this.spans.getFinishedSpanItems())
                .hasSize(1);
        return found.get(0);
    }

    private static @Nullable String attribute(SpanData span, String key) {
        return span.getAttributes().get(AttributeKey.stringKey(key));
    }

    private void assertBelow(SpanData parent, SpanData child) {
        assertThat(child.getParentSpanId()).as("%s below %s", child, parent).isEqualTo(parent.getSpanId());
        assertThat(child.getTraceId()).isEqualTo(parent.getTraceId());
    }

    @Test
    void showsClaimAndExecutionBelowTheCaller() {
        this.application.run(context -> {
            Service service = context.getBean(Service.class);
            inRequest(() -> service.act("a"));

            assertBelow(span("request"), span("claim Service.act"));
            assertBelow(span("request"), span("execute Service.act"));
            assertBelow(span("execute Service.act"), span("work"));
            assertThat(attribute(span("claim Service.act"), "outcome")).isEqualTo("granted");
            assertThat(attribute(span("claim Service.act"), "scope")).isEqualTo("global");
            assertThat(attribute(span("execute Service.act"), "outcome")).isEqualTo("success");
            assertThat(attribute(span("execute Service.act"), "idempotency.attempt"))
                    .isEqualTo("1");
            assertThat(attribute(span("execute Service.act"), "idempotency.execution.id"))
                    .isEqualTo(service.executionId());
            assertThat(this.spans.getFinishedSpanItems())
                    .allSatisfy(span ->
                            assertThat(span.getAttributes().asMap().values()).noneMatch(value -> value.equals("a")));
        });
    }

    @Test
    void keepsTheCallerAsTheParentAcrossTheHandOffToAnExecutor() {
        this.application.run(context -> {
            Service service = context.getBean(Service.class);
            CompletableFuture<?>[] running = new CompletableFuture<?>[1];
            inRequest(() -> running[0] = service.later("a"));
            assertThat(running[0].get(10, TimeUnit.SECONDS)).asString().startsWith("executor-");

            Awaitility.await().untilAsserted(() -> assertBelow(span("request"), span("execute Service.later")));
            assertBelow(span("request"), span("claim Service.later"));
            assertBelow(span("execute Service.later"), span("work"));
            assertThat(this.registry.getCurrentObservation()).isNull();
        });
    }

    /** A fire of a schedule, for one. */
    @Test
    void keepsBothInOneTraceWhereTheCallerHasNone() {
        this.application.run(context -> {
            context.getBean(Service.class).act("a");
            assertBelow(span("claim Service.act"), span("execute Service.act"));
        });
    }

    @Test
    void showsADuplicateAsAClaimThatIsNoError() {
        this.application.run(context -> {
            Service service = context.getBean(Service.class);
            service.act("a");
            this.spans.reset();
            service.act("a");
            assertThat(this.spans.getFinishedSpanItems()).hasSize(1);
            assertThat(attribute(span("claim Service.act"), "outcome")).isEqualTo("completed");
            assertThat(span("claim Service.act").getStatus()).isEqualTo(StatusData.ok());
        });
    }

    @Test
    void marksAnExecutionThatThrew() {
        this.application.run(context -> {
            assertThatIllegalStateException()
                    .isThrownBy(() -> context.getBean(Service.class).fail("a"));
            assertThat(attribute(span("execute Service.fail"), "outcome")).isEqualTo("failure");
            assertThat(span("execute Service.fail").getStatus().getDescription())
                    .isEqualTo("no paper");
        });
    }

    @Test
    void marksAClaimThatTheStoreCouldNotDecide() {
        IdempotencyStore broken = spy(new MemoryIdempotencyStore());
        doThrow(new IdempotencyStoreException("out of order", null))
                .when(broken)
                .claim(any(ClaimRequest.class));
        this.application.withBean(IdempotencyStore.class, () -> broken).run(context -> {
            assertThatExceptionOfType(IdempotencyStoreException.class)
                    .isThrownBy(() -> context.getBean(Service.class).act("a"));
            assertThat(attribute(span("claim Service.act"), "outcome")).isEqualTo("error");
            assertThat(span("claim Service.act").getStatus().getDescription()).isEqualTo("out of order");
        });
    }

    @Test
    void showsAMonoForAsLongAsItTakes() {
        this.application.run(context -> {
            Service service = context.getBean(Service.class);
            inRequest(() -> assertThat(service.mono("a").block()).isEqualTo("a"));
            assertBelow(span("request"), span("claim Service.mono"));
            assertBelow(span("request"), span("execute Service.mono"));
            assertThat(attribute(span("execute Service.mono"), "outcome")).isEqualTo("success");
        });
    }

    @Test
    void claimsABatchInOneSpan() {
        this.application.run(context -> {
            context.getBean(IdempotencyTemplate.class)
                    .executeEach("each", List.of("a", "b"), item -> item, String.class, item -> item);
            assertThat(attribute(span("claim each"), "outcome")).isEqualTo("granted");
            assertThat(this.spans.getFinishedSpanItems())
                    .filteredOn(span -> span.getName().equals("execute each"))
                    .hasSize(2)
                    .allSatisfy(execution -> assertBelow(span("claim each"), execution));
        });
    }

    @Test
    void namesAndTagsAsTheApplicationWants() {
        this.application
                .withBean(OwnConvention.class)
                .withBean(OwnClaimConvention.class)
                .run(context -> {
                    context.getBean(Service.class).act("a");
                    assertThat(attribute(span("work on a"), "idempotency.key")).isEqualTo("a");
                    assertThat(span("look for a")).isNotNull();
                });
    }

    @Test
    void goesOnWhenAConventionFails() {
        this.application.withBean(FaultyConvention.class).run(context -> {
            assertThat(context.getBean(Service.class).act("a")).isEqualTo("done");
            assertThat(span("claim Service.act")).isNotNull();
        });
    }

    @Test
    void costsNothingWhereNobodyObserves() {
        ExecutionKey key = new ExecutionKey("task", "global", "a", "full", null);
        assertThat(new MicrometerExecutionObserver(ObservationRegistry.create(), null, null).claiming(key))
                .isSameAs(ExecutionObserver.ObservedClaim.NONE);
        IdempotentApplication.inMemory()
                .withConfiguration(AutoConfigurations.of(IdempotencyObservationAutoConfiguration.class))
                .run(context -> assertThat(context).doesNotHaveBean(ExecutionObserver.class));
    }

    static class OwnConvention extends DefaultExecutionObservationConvention {

        @Override
        public String getContextualName(ExecutionObservationContext context) {
            return "work on " + context.execution().key();
        }

        @Override
        public KeyValues getHighCardinalityKeyValues(ExecutionObservationContext context) {
            return KeyValues.of("idempotency.key", context.execution().key());
        }
    }

    static class OwnClaimConvention extends DefaultClaimObservationConvention {

        @Override
        public String getContextualName(ClaimObservationContext context) {
            return "look for " + context.key();
        }
    }

    static class FaultyConvention extends DefaultExecutionObservationConvention {

        @Override
        public KeyValues getLowCardinalityKeyValues(ExecutionObservationContext context) {
            throw new IllegalArgumentException("a convention's own problem");
        }
    }

    static class Service {

        private final ObservationRegistry registry;
        private String executionId = "";

        Service(ObservationRegistry registry) {
            this.registry = registry;
        }

        String executionId() {
            return this.executionId;
        }

        @Idempotent("#id")
        public String act(String id) {
            this.executionId = IdempotencyContext.current().orElseThrow().executionId();
            Observation.createNotStarted("work", this.registry).observe(() -> {});
            return "done";
        }

        @Async
        @Idempotent("#id")
        public CompletableFuture<String> later(String id) {
            Observation.createNotStarted("work", this.registry).observe(() -> {});
            return CompletableFuture.completedFuture(Thread.currentThread().getName());
        }

        @Idempotent("#id")
        public String fail(String id) {
            throw new IllegalStateException("no paper");
        }

        @Idempotent("#id")
        public Mono<String> mono(String id) {
            return Mono.just(id);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    static class Config {

        @Bean
        ThreadPoolTaskExecutor taskExecutor() {
            ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
            executor.setThreadNamePrefix("executor-");
            return executor;
        }
    }
}
