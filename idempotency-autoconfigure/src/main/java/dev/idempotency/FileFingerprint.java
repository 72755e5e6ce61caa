package dev.idempotency;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;

import dev.idempotency.key.FileDigest;

/**
 * What identifies a file, whatever its name: equal for equal contents. As a key it is its text,
 * {@code algorithm:hex}:
 *
 * <pre>{@code
 * @Idempotent("T(dev.idempotency.FileFingerprint).of(#file)")
 * }</pre>
 *
 * <p>A file that is missing, a directory or unreadable, or that changes in length while it is read, throws
 * {@link InvalidIdempotencyKeyException}, which names it: there is no fingerprint that could stand for it.
 *
 * @param algorithm what was digested, and how: {@code SHA-256} of everything, {@code SHA-256-sampled} of samples
 * @param hex the digest in hexadecimal
 * @param size the length of the file in bytes
 */
public record FileFingerprint(String algorithm, String hex, long size) {

    private static final Pattern HEX = Pattern.compile("([0-9a-f]{2})+");

    /** Checks that this may be a fingerprint. */
    public FileFingerprint {
        if (algorithm.isBlank()) {
            throw new IllegalArgumentException("The algorithm of a fingerprint is blank");
        }
        if (!HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("'" + hex + "' is no digest in lower-case hexadecimal digits");
        }
        if (size < 0) {
            throw new IllegalArgumentException("The size of a file is negative: " + size);
        }
    }

    /**
     * Fingerprints all of a file, reading it in small pieces.
     *
     * @throws InvalidIdempotencyKeyException if it is no file that can be read, or changes in length meanwhile
     */
    public static FileFingerprint of(Path file) {
        return of(file, FileDigest::of);
    }

    /**
     * Fingerprints all that a resource gives, reading it in small pieces; the same content in a file has the same
     * fingerprint. A {@code MultipartFile} gives its {@code getResource()}.
     *
     * @throws InvalidIdempotencyKeyException if it cannot be read, can be read only once, or is a file that changes in
     *     length meanwhile
     */
    public static FileFingerprint of(Resource resource) {
        return of(resource, FileDigest::of);
    }

    /**
     * Fingerprints the length of a very large file, its first and last MiB, and 64 blocks of 64 KiB that are evenly
     * spaced in between: quick, whatever its length. Never equal to a full fingerprint.
     *
     * <p>Two files of one length that differ only between the samples have the same fingerprint, and a file that is
     * changed while it is sampled is detected by its length only. That suits files that are written once, such as
     * recordings and archives; where a byte in the middle may change, use {@link #of(Path)}.
     *
     * @throws InvalidIdempotencyKeyException if it is no file that can be read, or changes in length meanwhile
     */
    public static FileFingerprint sampled(Path file) {
        return of(file, FileDigest::sampled);
    }

    private static <F> FileFingerprint of(@Nullable F file, Digesting<F> digesting) {
        if (file == null) {
            throw new InvalidIdempotencyKeyException("There is no file to be fingerprinted: it is null", null);
        }
        try {
            FileDigest digest = digesting.digest(file);
            return new FileFingerprint(digest.algorithm(), digest.hex(), digest.size());
        } catch (IOException ex) {
            throw new InvalidIdempotencyKeyException(
                    "The file " + file + " cannot be fingerprinted: " + ex.getMessage(), ex);
        }
    }

    /** {@code algorithm:hex}. */
    @Override
    public String toString() {
        return this.algorithm + ":" + this.hex;
    }

    @FunctionalInterface
    private interface Digesting<F> {

        FileDigest digest(F file) throws IOException;
    }
}
