package dev.idempotency.key;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The one digest of this library. */
final class Sha256 {

    /** The length of a digest in hexadecimal digits. */
    static final int HEX_LENGTH = 64;

    private Sha256() {}

    static MessageDigest start() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException ex) {
            throw new IllegalStateException("Every Java platform has SHA-256", ex);
        }
    }
}
