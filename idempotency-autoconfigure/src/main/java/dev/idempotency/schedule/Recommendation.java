package dev.idempotency.schedule;

/**
 * A better time for a schedule.
 *
 * @param schedule its name
 * @param originalCron when it fires now
 * @param proposedCron when it should fire, in the same zone
 * @param reason what is wrong with the time it has
 * @param urgency how soon it should be moved
 * @param loadBefore the highest load of the minutes in which it runs now
 * @param loadAfter the highest load of those in which it would run, when everything recommended before it is done
 */
public record Recommendation(
        String schedule,
        String originalCron,
        String proposedCron,
        String reason,
        Urgency urgency,
        double loadBefore,
        double loadAfter) {}
