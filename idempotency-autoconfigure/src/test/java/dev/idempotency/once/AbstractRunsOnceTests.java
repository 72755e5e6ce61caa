package dev.idempotency.once;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.idempotency.IdempotencyContext;
import dev.idempotency.Idempotent;
import dev.idempotency.testing.Race;

import static org.assertj.core.api.Assertions.assertThat;

/** Threads and applications that call the same tasks at the same time. */
@Timeout(120)
abstract class AbstractRunsOnceTests {

    private static final int THREADS = 32;
    private static final int KEYS = 200;

    /** An application on the store under test; each one made by a test uses the same records. */
    abstract ApplicationContextRunner application();

    @Test
    void runsEachOfManyKeysOnceForManyThreads() {
        Work work = new Work();
        application()
                .withUserConfiguration(Config.class)
                .withBean(Work.class, () -> work)
                .run(context -> assertEveryKeyRunsOnce(work, List.of(context)));
    }

    @Test
    void handsEveryThreadTheResultOfTheOneThatRan() {
        Work work = new Work();
        application()
                .withUserConfiguration(Config.class)
                .withBean(Work.class, () -> work)
                .run(context -> {
                    Service service = context.getBean(Service.class);
                    Queue<String> results = new ConcurrentLinkedQueue<>();
                    Race.of(THREADS, () -> results.add(service.run("the only one")));
                    assertThat(results).hasSize(THREADS).containsOnly(results.element());
                    assertThat(work.runs).hasSize(1);
                });
    }

    static void assertEveryKeyRunsOnce(Work work, List<? extends ApplicationContext> applications) throws Exception {
        AtomicInteger next = new AtomicInteger();
        Race.of(THREADS, () -> {
            Service service = applications
                    .get(next.getAndIncrement() % applications.size())
                    .getBean(Service.class);
            for (int key = 0; key < KEYS; key++) {
                assertThat(service.run("key-" + key)).endsWith("key-" + key);
            }
        });
        assertThat(work.runs)
                .hasSize(KEYS)
                .allSatisfy((key, runs) -> assertThat(runs).hasValue(1));
    }

    /** What really happened, counted outside of any application. */
    static final class Work {

        private final ConcurrentMap<String, AtomicInteger> runs = new ConcurrentHashMap<>();

        Map<String, AtomicInteger> runs() {
            return this.runs;
        }

        void done(String key) {
            this.runs.computeIfAbsent(key, unused -> new AtomicInteger()).incrementAndGet();
        }
    }

    static class Service {

        private final Work work;

        Service(Work work) {
            this.work = work;
        }

        @SuppressWarnings("ThreadPriorityCheck")
        @Idempotent("#id")
        public String run(String id) {
            this.work.done(id);
            Thread.yield();
            return IdempotencyContext.current().orElseThrow().executionId() + " ran " + id;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Config {

        @Bean
        Service service(Work work) {
            return new Service(work);
        }
    }
}
