package dev.idempotency.autoconfigure;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import dev.idempotency.Idempotent;

/** An application that is started in a process of its own to have its schedules validated. */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    AopAutoConfiguration.class,
    PropertyPlaceholderAutoConfiguration.class,
    TaskSchedulingAutoConfiguration.class,
    IdempotencyAutoConfiguration.class,
    IdempotencyScheduleAutoConfiguration.class
})
@EnableScheduling
public class ValidatedApplication {

    static final String TASK_RAN = "TASK RAN";
    static final String RUNNER_RAN = "RUNNER RAN";

    /** Starts it. */
    public static void main(String[] arguments) {
        SpringApplication.run(ValidatedApplication.class, arguments);
    }

    @Bean
    Jobs jobs() {
        return new Jobs();
    }

    @Bean
    ApplicationRunner runner() {
        return arguments -> System.out.println(RUNNER_RAN);
    }

    static class Jobs {

        @Scheduled(cron = "${nightly.cron}", zone = "Europe/Paris")
        @Idempotent(name = "nightly")
        public void nightly() {
            System.out.println(TASK_RAN);
        }

        @Scheduled(fixedRate = 20)
        @Idempotent(name = "often")
        public void often() {
            System.out.println(TASK_RAN);
        }
    }
}
