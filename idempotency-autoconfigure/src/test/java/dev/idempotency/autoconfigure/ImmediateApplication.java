package dev.idempotency.autoconfigure;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import dev.idempotency.Idempotent;

/**
 * An application everything of which is due when it starts, or the moment after, by each of the ways in which something is
 * scheduled. It ends
 * when all of that has run.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    AopAutoConfiguration.class,
    PropertyPlaceholderAutoConfiguration.class,
    TaskSchedulingAutoConfiguration.class,
    IdempotencyAutoConfiguration.class,
    IdempotencyScheduleAutoConfiguration.class
})
@EnableScheduling
public class ImmediateApplication {

    static final String RAN = "RAN: ";
    static final String SCHEDULER_IDLE = "THE SCHEDULER HAS NOTHING LEFT TO DO";

    /** Starts it. */
    public static void main(String[] arguments) {
        System.exit(SpringApplication.exit(SpringApplication.run(ImmediateApplication.class, arguments)));
    }

    private static void ran(String what) {
        System.out.println(RAN + what);
    }

    @Bean
    Jobs jobs() {
        return new Jobs();
    }

    @Bean
    SchedulingConfigurer own() {
        return registrar -> registrar.addTriggerTask(
                () -> ran("own trigger"), context -> context.lastCompletion() == null ? Instant.now() : null);
    }

    @Bean
    ApplicationRunner runner() {
        return arguments -> ran("application runner");
    }

    @Bean
    CommandLineRunner commandLineRunner() {
        return arguments -> ran("command line runner");
    }

    @Bean
    Turn turn(ThreadPoolTaskScheduler scheduler) {
        return new Turn(scheduler);
    }

    static class Jobs {

        private static final long HOUR = 3_600_000;
        private static final long LONGEST_INITIAL_DELAY = 1;

        @Scheduled(fixedRate = HOUR)
        @Idempotent(name = "rate")
        public void atFixedRate() {
            ran("fixed rate, protected");
        }

        @Scheduled(fixedRate = HOUR, initialDelay = LONGEST_INITIAL_DELAY)
        public void atFixedRateFromThenOn() {
            ran("fixed rate from a time on");
        }

        @Scheduled(fixedDelay = HOUR, initialDelay = 0)
        public void withFixedDelay() {
            ran("fixed delay");
        }

        @Scheduled(fixedDelay = HOUR, initialDelay = LONGEST_INITIAL_DELAY)
        public void withFixedDelayFromThenOn() {
            ran("fixed delay from a time on");
        }

        @Scheduled(initialDelay = 0)
        public void once() {
            ran("once");
        }
    }

    /**
     * Waits, before anybody else hears that the application has started, until the only thread of the scheduler has come
     * to a task that was given to it last: it has run by then whatever was due before.
     *
     * @param scheduler the one behind whatever stands around it
     */
    record Turn(ThreadPoolTaskScheduler scheduler)
            implements ApplicationListener<ApplicationStartedEvent>, PriorityOrdered {

        @Override
        public void onApplicationEvent(ApplicationStartedEvent event) {
            CompletableFuture<Void> turn = new CompletableFuture<>();
            Instant afterAll = Instant.now().plusMillis(Jobs.LONGEST_INITIAL_DELAY + 1);
            var unused = this.scheduler.schedule(() -> turn.complete(null), afterAll);
            turn.orTimeout(30, TimeUnit.SECONDS).join();
            System.out.println(SCHEDULER_IDLE);
        }

        @Override
        public int getOrder() {
            return Ordered.HIGHEST_PRECEDENCE;
        }
    }
}
