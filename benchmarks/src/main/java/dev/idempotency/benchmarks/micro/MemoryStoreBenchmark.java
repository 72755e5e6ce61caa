package dev.idempotency.benchmarks.micro;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.idempotency.Idempotent;

/** A call through the whole aspect, with a stored result, where the store costs nothing but memory. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 2, jvmArgsAppend = "-Xmx4g")
public class MemoryStoreBenchmark {

    private ConfigurableApplicationContext application;
    private Greetings greetings;
    private Greetings plain;
    private long next;

    @Setup
    public void start() {
        this.application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "idempotency.store.type=memory",
                        "idempotency.namespace=bench",
                        // New keys come by the million: they go as fast.
                        "idempotency.tasks.fresh.ttl=200ms",
                        "idempotency.cleanup.interval=100ms",
                        "idempotency.cleanup.batch-size=100000",
                        "spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure."
                                + "DataSourceAutoConfiguration",
                        "spring.main.banner-mode=off",
                        "logging.level.root=error")
                .run();
        this.greetings = this.application.getBean(Greetings.class);
        this.plain = new Greetings();
        this.greetings.greet("ann");
    }

    @TearDown
    public void stop() {
        this.application.close();
    }

    /** What the JVM makes of the method itself. */
    @Benchmark
    public String withoutAspect() {
        return this.plain.greet("ann");
    }

    @Benchmark
    public String duplicate() {
        return this.greetings.greet("ann");
    }

    @Benchmark
    public String first() {
        return this.greetings.greetAnew(this.next++);
    }

    static class Greetings {

        @Idempotent(name = "kept", key = "#name")
        public String greet(String name) {
            return name;
        }

        @Idempotent(name = "fresh", key = "#number")
        public String greetAnew(long number) {
            return "ann";
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Greetings greetings() {
            return new Greetings();
        }
    }
}
