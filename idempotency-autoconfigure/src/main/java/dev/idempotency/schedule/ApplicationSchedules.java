package dev.idempotency.schedule;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.support.CronTrigger;
import org.springframework.scheduling.support.PeriodicTrigger;

import dev.idempotency.ExecutionOutcome;
import dev.idempotency.IdempotencyContext;
import dev.idempotency.engine.EngineListener;

/**
 * The schedules of this application: every {@code @Scheduled} method, and what it gives to the same scheduler by itself.
 */
public final class ApplicationSchedules implements EngineListener {

    private final InstantSource clock;
    private final Supplier<ScheduledTaskLookup> lookup;
    private final boolean renewed;
    private final ClockChangePolicy clockChanges;
    private final ScheduleResources resources;
    private final ScheduleListener listener;
    private final Map<String, ObservedSchedule> schedules = new ConcurrentSkipListMap<>();

    /**
     * Makes an empty collection.
     *
     * @param clock for when something fired
     * @param lookup asked when the first schedule comes
     * @param renewed whether leases are renewed while a task runs
     * @param clockChanges what happens to the fires of protected tasks when the clock is changed
     * @param resources what they share
     * @param listener is told what goes wrong
     */
    public ApplicationSchedules(
            InstantSource clock,
            Supplier<ScheduledTaskLookup> lookup,
            boolean renewed,
            ClockChangePolicy clockChanges,
            ScheduleResources resources,
            ScheduleListener listener) {
        this.clock = clock;
        this.lookup = lookup;
        this.renewed = renewed;
        this.clockChanges = clockChanges;
        this.resources = resources;
        this.listener = listener;
    }

    InstantSource clock() {
        return this.clock;
    }

    /** All of them with what is known of their runs, by name. */
    public List<Schedule> all() {
        return this.schedules.values().stream().map(ObservedSchedule::schedule).toList();
    }

    /**
     * All of them, and those that are registered and do not run here: what runs elsewhere is in the way all the same, and
     * is protected there.
     */
    public List<Schedule> with(Collection<ScheduleDefinition> registered) {
        List<Schedule> together = new ArrayList<>(all());
        registered.stream()
                .filter(definition -> !this.schedules.containsKey(definition.name()))
                .map(definition -> Schedule.of(withResource(definition)).protection(Schedule.Protection.sufficient()))
                .forEach(together::add);
        return together;
    }

    /** What they did so far, by name. */
    public List<ScheduleActivity> activity() {
        return this.schedules.values().stream().map(ObservedSchedule::activity).toList();
    }

    @Override
    public void onEnded(IdempotencyContext execution, Duration ran, ExecutionOutcome outcome) {
        for (ObservedSchedule schedule : this.schedules.values()) {
            if (schedule.protection() != null && schedule.definition().task().equals(execution.task())) {
                schedule.executed(ran);
            }
        }
    }

    /** What a scheduler was given to run by this trigger. */
    ObservedSchedule add(Runnable runnable, Trigger trigger) {
        if (trigger instanceof CronTrigger cron) {
            return add(runnable, ScheduleTiming.cron(cron.getExpression()), cron);
        }
        if (trigger instanceof PeriodicTrigger periodic) {
            Duration delay = periodic.getInitialDelayDuration();
            Duration initial = delay == null ? Duration.ZERO : delay;
            return add(
                    runnable,
                    periodic.isFixedRate()
                            ? new ScheduleTiming.FixedRate(periodic.getPeriodDuration(), initial)
                            : new ScheduleTiming.FixedDelay(periodic.getPeriodDuration(), initial),
                    null);
        }
        return add(runnable, ScheduleTiming.custom(textOf(trigger)), null);
    }

    /** What a scheduler was given to run. */
    ObservedSchedule add(Runnable runnable, ScheduleTiming timing) {
        return add(runnable, timing, null);
    }

    /**
     * What is run because it is registered.
     *
     * @param lease of its task; {@code null} if that is not protected
     */
    synchronized ObservedSchedule add(ScheduleDefinition registered, @Nullable Duration lease) {
        return put(registered.named(unused(registered.name())), lease);
    }

    /** What is run no more. */
    synchronized void remove(ObservedSchedule schedule) {
        this.schedules.remove(schedule.definition().name(), schedule);
    }

    private synchronized ObservedSchedule add(Runnable runnable, ScheduleTiming timing, @Nullable CronTrigger trigger) {
        String text = runnable.toString();
        ScheduledTaskLookup.@Nullable ScheduledTask task = this.lookup.get().find(text, timing);
        String name = task == null ? nameOf(text) : task.name();
        ZoneId zone = task == null ? null : task.zone();
        ScheduleDefinition definition = ScheduleDefinition.of(unused(name), timing)
                .task(name)
                .zone(zone == null && trigger != null ? TriggerZone.of(trigger, this.clock.instant()) : zone);
        return put(definition, task == null ? null : task.lease());
    }

    /** The properties say what a schedule shares that does not say so itself. */
    private ScheduleDefinition withResource(ScheduleDefinition definition) {
        return definition.resource() == null ? definition.resource(this.resources.of(definition.name())) : definition;
    }

    private ObservedSchedule put(ScheduleDefinition unassigned, @Nullable Duration lease) {
        ScheduleDefinition definition = withResource(unassigned);
        ObservedSchedule added = new ObservedSchedule(
                definition,
                lease == null ? null : new Schedule.Protection(lease, this.renewed, this.clockChanges),
                this.listener);
        this.schedules.put(definition.name(), added);
        return added;
    }

    /** A method may be scheduled more than once. */
    private String unused(String name) {
        String candidate = name;
        for (int i = 2; this.schedules.containsKey(candidate); i++) {
            candidate = name + "#" + i;
        }
        return candidate;
    }

    /** What it calls itself; if that is nothing, its class. */
    private static String textOf(Trigger trigger) {
        String text = trigger.toString();
        return stable(text).equals(text) ? text : nameOf(text);
    }

    private static String stable(String text) {
        return text.replaceFirst("(\\$\\$Lambda.*|@\\p{XDigit}+)$", "");
    }

    /** The last two parts of class and method; of a lambda or an object without a text, its class. */
    private static String nameOf(String text) {
        String stable = stable(text);
        List<String> parts = List.of(stable.split("\\.", -1));
        boolean method = stable.equals(text) && parts.size() > 1;
        String name = String.join(".", parts.subList(Math.max(0, parts.size() - (method ? 2 : 1)), parts.size()));
        return name.isBlank() ? "unnamed" : name.substring(method ? 0 : name.lastIndexOf('$') + 1);
    }
}
