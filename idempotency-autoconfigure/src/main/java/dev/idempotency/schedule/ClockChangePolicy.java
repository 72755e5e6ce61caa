package dev.idempotency.schedule;

/**
 * What happens to fires of a protected task that a clock change skips. Those that it doubles run once wherever the task
 * is scheduled daily or less often.
 */
public enum ClockChangePolicy {

    /** They do not happen, as Spring has it. */
    SKIP,

    /** They are made up as soon as the skipped time is over. */
    SHIFT
}
