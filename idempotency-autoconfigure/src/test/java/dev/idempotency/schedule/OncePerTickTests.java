package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import dev.idempotency.IdempotencyContext;
import dev.idempotency.Idempotent;
import dev.idempotency.aop.IdempotentApplication;

import static org.assertj.core.api.Assertions.assertThat;

/** Two applications on one store with the same schedules, in real time. */
@Timeout(90)
class OncePerTickTests {

    /** As long as it takes to see that no tick is missed; all schedules are watched at the same time. */
    private static final Duration WATCHED = Duration.ofSeconds(30);

    private final Ticks ticks = new Ticks();
    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    private ApplicationContextRunner node() {
        return IdempotentApplication.withDatabase(this.url, Config.class).withBean(Ticks.class, () -> this.ticks);
    }

    @Test
    void runsEveryTickOnceAndMissesNone() {
        node().run(first -> node().run(second -> {
            assertThat(first).hasNotFailed();
            assertThat(second).hasNotFailed();
            Awaitility.await()
                    .atMost(WATCHED.plusSeconds(15))
                    .until(() -> this.ticks.span(this.ticks.cron).compareTo(WATCHED) >= 0);
        }));

        assertEveryTickOnce(this.ticks.cron, Duration.ofSeconds(2));
        assertEveryTickOnce(this.ticks.elsewhere, Duration.ofSeconds(2));
        assertEveryTickOnce(this.ticks.handedOver, Duration.ofSeconds(1));
        assertEveryTickOnce(this.ticks.fixedRate, Duration.ofSeconds(1));
        assertThat(this.ticks.fixedDelay).doesNotHaveDuplicates().hasSizeGreaterThan(10);
        assertThat(this.ticks.threads).isNotEmpty().allMatch(name -> name.startsWith("other-"));
    }

    private static void assertEveryTickOnce(Queue<String> keys, Duration period) {
        List<Instant> ticks = keys.stream().map(Instant::parse).sorted().toList();
        assertThat(ticks).hasSizeGreaterThan(10);
        for (int i = 1; i < ticks.size(); i++) {
            assertThat(ticks.get(i))
                    .as("the tick after %s of %s", ticks.get(i - 1), ticks)
                    .isEqualTo(ticks.get(i - 1).plus(period));
        }
    }

    /** The keys under which the methods really ran, on any node. */
    static final class Ticks {

        private final Queue<String> cron = new ConcurrentLinkedQueue<>();
        private final Queue<String> elsewhere = new ConcurrentLinkedQueue<>();
        private final Queue<String> handedOver = new ConcurrentLinkedQueue<>();
        private final Queue<String> fixedRate = new ConcurrentLinkedQueue<>();
        private final Queue<String> fixedDelay = new ConcurrentLinkedQueue<>();
        private final Queue<String> threads = new ConcurrentLinkedQueue<>();

        Duration span(Queue<String> keys) {
            List<Instant> ticks = keys.stream().map(Instant::parse).sorted().toList();
            return ticks.isEmpty() ? Duration.ZERO : Duration.between(ticks.get(0), ticks.get(ticks.size() - 1));
        }
    }

    static class Jobs {

        private final Ticks ticks;

        Jobs(Ticks ticks) {
            this.ticks = ticks;
        }

        private static String key() {
            return IdempotencyContext.current().orElseThrow().key();
        }

        @Scheduled(cron = "*/2 * * * * *")
        @Idempotent
        public void cron() {
            this.ticks.cron.add(key());
        }

        @Scheduled(cron = "*/2 * * * * *", scheduler = "other")
        @Idempotent
        public void elsewhere() {
            this.ticks.elsewhere.add(key());
            this.ticks.threads.add(Thread.currentThread().getName());
        }

        /** This scheduler asks for the next fire time before the run of the last one begins. */
        @Scheduled(cron = "* * * * * *", scheduler = "handingOver")
        @Idempotent
        public void handedOver() {
            this.ticks.handedOver.add(key());
        }

        @Scheduled(fixedRate = 1000)
        @Idempotent
        public void fixedRate() {
            this.ticks.fixedRate.add(key());
        }

        @Scheduled(fixedDelay = 1000)
        @Idempotent
        public void fixedDelay() {
            this.ticks.fixedDelay.add(key());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    static class Config {

        @Bean
        Jobs jobs(Ticks ticks) {
            return new Jobs(ticks);
        }

        @Bean
        TaskScheduler taskScheduler() {
            return scheduler("default-");
        }

        @Bean
        TaskScheduler other() {
            return scheduler("other-");
        }

        @Bean
        TaskScheduler handingOver() {
            SimpleAsyncTaskScheduler scheduler = new SimpleAsyncTaskScheduler();
            scheduler.setThreadNamePrefix("handing-over-");
            return scheduler;
        }

        private static ThreadPoolTaskScheduler scheduler(String prefix) {
            ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
            scheduler.setThreadNamePrefix(prefix);
            scheduler.setPoolSize(2);
            return scheduler;
        }
    }
}
