package dev.idempotency.nodes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import dev.idempotency.IdempotencyExhaustedEvent;
import dev.idempotency.IdempotencyLeaseLostEvent;
import dev.idempotency.autoconfigure.IdempotencyAutoConfiguration;
import dev.idempotency.autoconfigure.IdempotencyMetricsAutoConfiguration;

/** An application that is a process of its own, and does what {@link Node} asks it to. */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    AopAutoConfiguration.class,
    PropertyPlaceholderAutoConfiguration.class,
    LifecycleAutoConfiguration.class,
    TaskExecutionAutoConfiguration.class,
    IdempotencyAutoConfiguration.class,
    IdempotencyMetricsAutoConfiguration.class
})
@EnableAsync
public class NodeApplication {

    /** Starts on the store that the first argument names. The standard output is for answers, the other for the log. */
    public static void main(String[] arguments) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err);
        Class<?> store = switch (arguments[0]) {
            case "jdbc" -> JdbcNode.class;
            case "redis" -> RedisNode.class;
            default -> throw new IllegalArgumentException(arguments[0]);
        };
        SpringApplication application = new SpringApplication(NodeApplication.class, store);
        application.setWebApplicationType(WebApplicationType.NONE);
        try (ConfigurableApplicationContext context = application.run(arguments)) {
            Questions questions = new Questions(context, answers::println);
            answers.println("started");
            BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = asked.readLine(); line != null; line = asked.readLine()) {
                questions.ask(line);
            }
            // Nobody is there any more: the test's own process has died.
            Runtime.getRuntime().halt(1);
        }
    }

    @Bean
    MeterRegistry meterRegistry() {
        return new SimpleMeterRegistry();
    }

    @Bean
    Work work(Effects effects) {
        return new Work(effects);
    }

    @Bean
    Tasks tasks(Work work) {
        return new Tasks(work);
    }

    @Bean
    Events events() {
        return new Events();
    }

    /** Finishes what it has begun and what waits for it, as the documentation of Spring recommends. */
    @Bean
    ThreadPoolTaskExecutor patientExecutor() {
        ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
        executor.setCorePoolSize(1);
        executor.setWaitForTasksToCompleteOnShutdown(true);
        executor.setAwaitTerminationSeconds(30);
        return executor;
    }

    /** What was published in this node. */
    static class Events {

        private final List<String> published = new CopyOnWriteArrayList<>();

        List<String> published() {
            return this.published;
        }

        @EventListener
        void onLeaseLost(IdempotencyLeaseLostEvent event) {
            this.published.add("lost " + event.key() + " " + event.executionId());
        }

        @EventListener
        void onExhausted(IdempotencyExhaustedEvent event) {
            this.published.add("exhausted " + event.key() + " " + event.executionId());
        }
    }
}
