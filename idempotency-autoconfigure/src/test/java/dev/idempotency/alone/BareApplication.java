package dev.idempotency.alone;

import java.time.Instant;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

import dev.idempotency.EventEnvelope;
import dev.idempotency.Idempotent;
import dev.idempotency.IdempotentEventHandler;

/** Run as a process of its own, on a class path without Redis, JDBC, transactions, Flyway, Micrometer, messaging and web. */
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
            EventEnvelope<String> event = new EventEnvelope<>("e-1", "type", null, Instant.EPOCH, "payload");
            context.publishEvent(event);
            context.publishEvent(event);
            System.out.println("after two deliveries of an event there were " + task.runs() + " runs");
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

        @EventListener
        @IdempotentEventHandler
        public void on(EventEnvelope<String> event) {
            this.runs++;
        }

        public int runs() {
            return this.runs;
        }
    }
}
