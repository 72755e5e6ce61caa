package dev.idempotency.store;

import java.time.Duration;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A wish to hold a key.
 *
 * @param key the full key, at most {@value #MAX_KEY_LENGTH} characters
 * @param owner identifies this attempt; used once
 * @param lease how long the key is held without renewal
 * @param retention how long the record is kept if nobody ends it; not shorter than the lease
 * @param payloadDigest identifies the payload of the call, at most {@value #MAX_DIGEST_LENGTH} characters;
 *     {@code null} if payloads are not compared
 */
public record ClaimRequest(
        String key,
        UUID owner,
        Duration lease,
        Duration retention,
        @Nullable String payloadDigest) {

    /** The longest key that every store takes. */
    public static final int MAX_KEY_LENGTH = 255;

    /** The longest payload digest that every store takes. */
    public static final int MAX_DIGEST_LENGTH = 64;

    public ClaimRequest {
        if (key.isBlank() || key.length() > MAX_KEY_LENGTH) {
            throw new IllegalArgumentException("A store key has 1 to " + MAX_KEY_LENGTH + " characters, not "
                    + key.length() + (key.isBlank() ? " blank ones" : ""));
        }
        if (lease.toMillis() < 1) {
            throw new IllegalArgumentException("The lease of a claim is at least 1 ms, not " + lease);
        }
        if (retention.compareTo(lease) < 0) {
            throw new IllegalArgumentException(
                    "The retention of a claim (" + retention + ") is not shorter than its lease (" + lease + ")");
        }
        if (payloadDigest != null && payloadDigest.length() > MAX_DIGEST_LENGTH) {
            throw new IllegalArgumentException("A payload digest has at most " + MAX_DIGEST_LENGTH + " characters");
        }
    }
}
