package dev.idempotency.sample.files;

/**
 * What came of a file.
 *
 * @param executionId the execution that processed it
 * @param rows how many there are below the header
 */
public record FileSummary(String executionId, String fingerprint, String header, int rows) {}
