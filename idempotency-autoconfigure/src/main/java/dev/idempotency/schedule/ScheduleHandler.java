package dev.idempotency.schedule;

/**
 * Runs registered schedules: a bean whose name is their task.
 *
 * @see ScheduleRegistry
 */
@FunctionalInterface
public interface ScheduleHandler {

    /**
     * Does what the schedule is there for.
     *
     * @throws Exception whatever goes wrong; the task's settings say what becomes of the fire then
     */
    void run(ScheduleFire fire) throws Exception;
}
