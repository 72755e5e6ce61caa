package dev.idempotency.sample.reports;

/** What has become of a request for a report. */
enum ReportStatus {
    RUNNING,
    DONE
}
