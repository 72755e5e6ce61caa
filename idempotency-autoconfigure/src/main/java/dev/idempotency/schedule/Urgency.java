package dev.idempotency.schedule;

/** How soon a recommendation should be followed. */
public enum Urgency {

    /** It is a matter of taste. */
    LOW,

    /** The schedule has a warning. */
    MEDIUM,

    /** The schedule has an error. */
    HIGH
}
