package dev.idempotency.schedule;

/** Is told what goes wrong when schedules run. What it throws is logged, and stops no schedule. */
public interface ScheduleListener {

    /**
     * Fires were passed over: the run before them took too long, or there was no thread, or the machine slept.
     *
     * @param times how many
     */
    default void onMissed(String task, long times) {}

    /** A run was still going on when its next fire was due. */
    default void onOverrun(String task) {}
}
