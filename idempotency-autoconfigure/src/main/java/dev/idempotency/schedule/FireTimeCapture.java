package dev.idempotency.schedule;

import org.springframework.core.Ordered;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;

/**
 * Puts a {@link FireTimeScheduler} around whatever scheduler the application uses for {@code @Scheduled} methods. Runs
 * after the application's own configurers, so that their choice stands.
 */
public final class FireTimeCapture implements SchedulingConfigurer, Ordered {

    private final ApplicationSchedules schedules;
    private final boolean running;

    /**
     * Makes a capture.
     *
     * @param schedules is told what is scheduled
     * @param running whether tasks run; {@code false} to look at them only
     */
    public FireTimeCapture(ApplicationSchedules schedules, boolean running) {
        this.schedules = schedules;
        this.running = running;
    }

    @Override
    public void configureTasks(ScheduledTaskRegistrar registrar) {
        TaskScheduler scheduler = registrar.getScheduler();
        if (scheduler != null && !(scheduler instanceof FireTimeScheduler)) {
            registrar.setTaskScheduler(new FireTimeScheduler(scheduler, this.schedules, this.running));
        }
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
