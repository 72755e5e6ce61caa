package dev.idempotency.schedule;

import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.Trigger;

/** Lets registered schedules fire, at the same nominal fire times on every node, and watches them as all others. */
public final class RegisteredTriggers {

    private final ApplicationSchedules schedules;
    private final FireTimeScheduler scheduler;
    private final ClockChangePolicy clockChanges;

    /**
     * Puts the parts together.
     *
     * @param scheduler whose threads run them
     * @param schedules is told what is scheduled
     * @param clockChanges what happens to fires when the clock is changed
     * @param running whether they run; {@code false} to look at them only
     */
    public RegisteredTriggers(
            TaskScheduler scheduler, ApplicationSchedules schedules, ClockChangePolicy clockChanges, boolean running) {
        this.schedules = schedules;
        this.scheduler = new FireTimeScheduler(scheduler, schedules, running);
        this.clockChanges = clockChanges;
    }

    /**
     * Lets a schedule fire from now on.
     *
     * @param lease of its task; {@code null} if that is not protected
     * @param run what happens at a fire
     * @return stops it; a run that has begun is not touched
     */
    public Runnable start(ScheduleDefinition definition, @Nullable Duration lease, Consumer<ScheduleFire> run) {
        ObservedSchedule observed = this.schedules.add(definition, lease);
        Runnable task = () -> NominalFireTime.current().ifPresent(at -> run.accept(new ScheduleFire(definition, at)));
        Future<?> future = this.scheduler.schedule(task, trigger(definition), observed);
        return () -> {
            if (future != null) {
                future.cancel(false);
            }
            this.schedules.remove(observed);
        };
    }

    private Trigger trigger(ScheduleDefinition definition) {
        Trigger unlimited;
        if (definition.timing() instanceof ScheduleTiming.Cron cron) {
            ZoneId zone = definition.zone() == null ? ZoneId.systemDefault() : definition.zone();
            unlimited = new ClockChangeTrigger(cron, zone, this.clockChanges);
        } else if (definition.timing() instanceof ScheduleTiming.FixedRate rate) {
            unlimited = new RateTrigger(rate.period());
        } else {
            throw new IllegalArgumentException("Schedule '" + definition.name() + "' is neither a pattern nor a rate");
        }
        return new ValidityTrigger(unlimited, definition.validFrom(), definition.validUntil());
    }
}
