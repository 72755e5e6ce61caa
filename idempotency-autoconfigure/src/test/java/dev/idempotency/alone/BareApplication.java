package dev.idempotency.alone;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import dev.idempotency.Idempotent;

/** Run as a process of its own, on a class path without Redis, JDBC, transactions, Flyway, Micrometer and web. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class BareApplication {

    /** Calls a task twice and says how often it ran. */
    public static void main(String[] arguments) {
        try (ConfigurableApplicationContext context = SpringApplication.run(BareApplication.class, arguments)) {
            Task task = context.getBean(Task.class);
            task.act("a");
            String result = task.act("a");
            System.out.println("the task ran " + task.runs() + " time, and its duplicate got " + result);
        }
    }

    @Bean
    Task task() {
        return new Task();
    }

    /** A task. */
    public static class Task {

        private int runs;

        @Idempotent
        public String act(String id) {
            return "result " + ++this.runs;
        }

        public int runs() {
            return this.runs;
        }
    }
}
