package dev.idempotency.sample.files;

import org.springframework.core.io.ByteArrayResource;

import dev.idempotency.FileFingerprint;

/**
 * A CSV file that was uploaded. Its bytes are held here because the server deletes the upload when the request is
 * answered, which is before the file is processed.
 *
 * @param name what the uploader calls it
 * @param fingerprint what identifies it, whatever its name
 */
record CsvFile(String name, FileFingerprint fingerprint, ByteArrayResource content) {}
