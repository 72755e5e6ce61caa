package dev.idempotency.schedule;

import org.jspecify.annotations.Nullable;

/**
 * Something that is done, or would be, about a registered schedule.
 *
 * @param action what
 * @param schedule its name
 * @param from when it fires, before that
 * @param to when it fires then; {@code null} if not at all
 * @param reason why
 * @param state how far it has come
 * @param problem why it was not done; {@code null} if it was, or was not tried
 */
public record ScheduleRepair(
        Action action,
        String schedule,
        String from,
        @Nullable String to,
        String reason,
        State state,
        @Nullable String problem) {

    /** What is done. */
    public enum Action {

        /** It is removed: an older one does the same. */
        CANCEL,

        /** It fires at a better time. */
        RESCHEDULE
    }

    /** How far a repair has come. */
    public enum State {

        /** Nothing was changed. */
        PROPOSED,

        /** It was done. */
        APPLIED,

        /** It was tried. */
        FAILED
    }

    /** One that was not tried. */
    public static ScheduleRepair proposed(
            Action action, String schedule, String from, @Nullable String to, String reason) {
        return new ScheduleRepair(action, schedule, from, to, reason, State.PROPOSED, null);
    }

    /** The same, done. */
    public ScheduleRepair applied() {
        return new ScheduleRepair(this.action, this.schedule, this.from, this.to, this.reason, State.APPLIED, null);
    }

    /** The same, tried in vain. */
    public ScheduleRepair failed(String why) {
        return new ScheduleRepair(this.action, this.schedule, this.from, this.to, this.reason, State.FAILED, why);
    }

    /** A line for people. */
    public String description() {
        String what = this.action == Action.CANCEL
                ? "cancel " + this.schedule + " ('" + this.from + "')"
                : "move " + this.schedule + " from '" + this.from + "' to '" + this.to + "'";
        return switch (this.state) {
            case PROPOSED -> "would " + what + ": " + this.reason;
            case APPLIED -> "did " + what + ": " + this.reason;
            case FAILED -> "could not " + what + ": " + this.problem;
        };
    }
}
