package dev.idempotency.sample.jobs;

/** Where a job stands. */
public enum JobStatus {
    OPEN,
    CLOSED
}
