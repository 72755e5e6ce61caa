package dev.idempotency.sample.background;

/** Where work that goes on in the background stands. */
public enum WorkStatus {
    RUNNING,
    DONE
}
