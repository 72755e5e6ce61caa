package dev.idempotency.schedule;

/** What can be wrong with schedules. */
public enum FindingKind {

    /** There is no instant at which it fires. */
    NEVER_FIRES,

    /** Two schedules run the same task for the same tenant at the same times. */
    DUPLICATE,

    /** Several schedules fire at the same instant. */
    COLLISION,

    /** One fires while another is, or its 95th percentile would be, still running. */
    OVERLAP,

    /** Its runs take as long as the time to its next fire, or nearly. */
    SELF_OVERRUN,

    /** There is more work in some minutes than the threads should have. */
    HOTSPOT,

    /** A clock change skips a fire, and there are others on that day. */
    CLOCK_CHANGE_SKIPS,

    /** A clock change skips the only fire of a day. */
    CLOCK_CHANGE_LOSES_DAY,

    /** A clock change repeats a fire. */
    CLOCK_CHANGE_REPEATS,

    /** In the time that a clock change repeats, Spring answers a fire with itself. */
    CLOCK_CHANGE_STALLS,

    /** It follows the clock of whatever machine it runs on. */
    MISSING_ZONE,

    /** It fires so often that it is probably not meant. */
    TOO_FREQUENT,

    /** Its lease is shorter than its 95th percentile. */
    SHORT_LEASE,

    /** It runs on every node. */
    UNPROTECTED
}
