package dev.idempotency.store;

/** The state of a record. */
public enum RecordStatus {

    /** Held by its owner until the lease passes. */
    RUNNING('R'),

    /** Completed. */
    DONE('D'),

    /** Failed, and the failure is told to callers until it may be retried. */
    FAILED('F'),

    /** Free, but its attempts and token are remembered. */
    RELEASED('X');

    private final char code;

    RecordStatus(char code) {
        this.code = code;
    }

    /** The letter that stands for this state in a store. */
    public char code() {
        return this.code;
    }

    /**
     * The state that a letter stands for.
     *
     * @throws IllegalArgumentException if it stands for none
     */
    public static RecordStatus ofCode(char code) {
        for (RecordStatus status : values()) {
            if (status.code == code) {
                return status;
            }
        }
        throw new IllegalArgumentException("Unknown record status '" + code + "'");
    }
}
