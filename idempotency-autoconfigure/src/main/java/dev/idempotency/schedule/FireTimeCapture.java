package dev.idempotency.schedule;

import java.time.InstantSource;

import org.springframework.core.Ordered;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;

/**
 * Puts a {@link FireTimeScheduler} around whatever scheduler the application uses for {@code @Scheduled} methods. Runs
 * after the application's own configurers, so that their choice stands.
 */
public final class FireTimeCapture implements SchedulingConfigurer, Ordered {

    private final InstantSource clock;

    /**
     * Makes a capture.
     *
     * @param clock tells when a task that has no trigger fires
     */
    public FireTimeCapture(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void configureTasks(ScheduledTaskRegistrar registrar) {
        TaskScheduler scheduler = registrar.getScheduler();
        if (scheduler != null && !(scheduler instanceof FireTimeScheduler)) {
            registrar.setTaskScheduler(new FireTimeScheduler(scheduler, this.clock));
        }
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
