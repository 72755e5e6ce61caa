package dev.idempotency.sample.files;

import dev.idempotency.FileFingerprint;

/**
 * A CSV file that was uploaded. Its bytes are held here because the server deletes the upload when the request is
 * answered, which is before the file is processed.
 *
 * @param name what the uploader calls it
 * @param fingerprint what identifies it, whatever its name
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CsvFile(String name, FileFingerprint fingerprint, byte[] content) {}
