package dev.idempotency.sample.pace;

import java.time.Duration;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Real reports, files and events take their time; here they do so if {@code facility.work-takes} says so. */
@Component
public class Pace {

    private final Duration workTakes;

    Pace(@Value("${facility.work-takes}") Duration workTakes) {
        this.workTakes = workTakes;
    }

    /** Returns when a piece of work would be done. */
    public void work() {
        try {
            Thread.sleep(this.workTakes.toMillis());
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted at work", ex);
        }
    }
}
