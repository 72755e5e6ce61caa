package dev.idempotency.once;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.MDC;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import dev.idempotency.IdempotencyContext;
import dev.idempotency.IdempotencyRequest;
import dev.idempotency.IdempotencyTemplate;
import dev.idempotency.Idempotent;
import dev.idempotency.aop.IdempotentApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What the log says, and by what a method's own lines are found in it. */
@ExtendWith(OutputCaptureExtension.class)
class LogTests {

    private static final String LONG_KEY = "ann@example.org-and-much-more-that-is-nobodys-business";

    @AfterEach
    void clear() {
        MDC.clear();
        logAt(null);
    }

    private static void logAt(@Nullable LogLevel level) {
        LoggingSystem.get(LogTests.class.getClassLoader()).setLogLevel("dev.idempotency.engine", level);
    }

    private static Map<String, String> logContext() {
        return MDC.getCopyOfContextMap() == null ? Map.of() : MDC.getCopyOfContextMap();
    }

    @Test
    void theMethodsOwnLinesCarryTaskAndExecution() {
        IdempotentApplication.inMemory(Config.class).run(context -> {
            Service service = context.getBean(Service.class);
            MDC.put("request", "7");
            MDC.put("idempotency.task", "somebody else's");

            Seen seen = service.act("a");

            assertThat(seen.logContext())
                    .containsEntry("request", "7")
                    .containsEntry("idempotency.task", "Service.act")
                    .containsEntry("idempotency.executionId", seen.executionId());
            assertThat(logContext()).isEqualTo(Map.of("request", "7", "idempotency.task", "somebody else's"));
        });
    }

    @Test
    void theInnermostExecutionCounts() {
        IdempotentApplication.inMemory(Config.class).run(context -> {
            IdempotencyTemplate template = context.getBean(IdempotencyTemplate.class);
            template.execute(IdempotencyRequest.of("outer", "a"), () -> {
                Map<String, String> outer = logContext();
                template.execute(
                        IdempotencyRequest.of("inner", "a"),
                        () -> assertThat(logContext())
                                .containsEntry("idempotency.task", "inner")
                                .doesNotContainEntry("idempotency.executionId", outer.get("idempotency.executionId")));
                assertThat(logContext()).isEqualTo(outer).containsEntry("idempotency.task", "outer");
            });
            assertThat(logContext()).isEmpty();
        });
    }

    @Test
    void theThreadOfAnExecutorCarriesThemForAsLongAsTheMethodRuns() {
        IdempotentApplication.inMemory(Config.class).run(context -> {
            Seen seen = context.getBean(Service.class).later("a").get(10, TimeUnit.SECONDS);
            assertThat(seen.logContext())
                    .containsEntry("idempotency.task", "Service.later")
                    .containsEntry("idempotency.executionId", seen.executionId());
            // One thread, so this comes after it.
            assertThat(context.getBean(ThreadPoolTaskExecutor.class)
                            .submit(LogTests::logContext)
                            .get(10, TimeUnit.SECONDS))
                    .isEmpty();
            assertThat(logContext()).isEmpty();
        });
    }

    @Test
    void aDuplicateIsALineAtDebugAndNothingAbove(CapturedOutput output) {
        logAt(LogLevel.DEBUG);
        IdempotentApplication.inMemory(Config.class).run(context -> {
            Service service = context.getBean(Service.class);
            String execution = service.act(LONG_KEY).executionId();
            String before = output.getAll();
            service.act(LONG_KEY);
            assertThat(output.getAll().substring(before.length()).lines().toList())
                    .singleElement()
                    .asString()
                    .contains("DEBUG", "Service.act[ann@example.org-and-much", "execution " + execution, "attempt 1")
                    .doesNotContain("nobodys-business");
        });
    }

    @Test
    void theLastFailureIsAWarningThatNamesTheExecution(CapturedOutput output) {
        IdempotentApplication.inMemory(Config.class)
                .withPropertyValues("idempotency.tasks.Service.fail.max-attempts=1")
                .run(context -> {
                    assertThatIllegalStateException()
                            .isThrownBy(() -> context.getBean(Service.class).fail("a"));
                    assertThat(output.getAll().lines().filter(line -> line.contains("WARN")))
                            .anySatisfy(line -> assertThat(line)
                                    .contains(
                                            "Service.fail[a] (execution ",
                                            ", attempt 1) has failed in its last attempt")
                                    .doesNotContain("no paper"));
                });
    }

    record Seen(Map<String, String> logContext, String executionId) {}

    static class Service {

        private static Seen seen() {
            return new Seen(
                    logContext(), IdempotencyContext.current().orElseThrow().executionId());
        }

        @Idempotent("#id")
        public Seen act(String id) {
            return seen();
        }

        @Async
        @Idempotent("#id")
        public CompletableFuture<Seen> later(String id) {
            return CompletableFuture.completedFuture(seen());
        }

        @Idempotent("#id")
        public String fail(String id) {
            throw new IllegalStateException("no paper");
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
            executor.setCorePoolSize(1);
            executor.setMaxPoolSize(1);
            return executor;
        }
    }
}
