package dev.idempotency.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Starts an instance. Start as many as you like: they share their tasks through the database. */
@SpringBootApplication
@EnableAsync
@EnableScheduling
public class SampleApplication {

    static {
        // The first instance serves the database file to the others. They are on this machine, so nobody else need
        // reach
        // it, and it works where the machine's name does not resolve.
        if (System.getProperty("h2.bindAddress") == null) {
            System.setProperty("h2.bindAddress", "localhost");
        }
    }

    public static void main(String[] args) {
        SpringApplication.run(SampleApplication.class, args);
    }
}
