package dev.idempotency.sample.reports;

/**
 * A finished report.
 *
 * @param executionId the execution that generated it
 */
public record Report(String executionId, ReportFormat format, String content) {}
