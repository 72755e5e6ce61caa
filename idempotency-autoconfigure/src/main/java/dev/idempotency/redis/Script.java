package dev.idempotency.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A script in Lua. Its digest is computed here, so nothing is loaded into Redis at start-up. */
public final class Script {

    private final String name;
    private final byte[] source;
    private final String sha1;

    private Script(String name, byte[] source) {
        this.name = name;
        this.source = source;
        this.sha1 = sha1(source);
    }

    /**
     * Reads a script from the class path.
     *
     * @param neighbour the class beside which it lies
     * @throws IllegalStateException if it is not there
     */
    public static Script beside(Class<?> neighbour, String resource) {
        try (InputStream stream = neighbour.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("The script " + resource + " is missing from the class path");
            }
            return new Script(resource, stream.readAllBytes());
        } catch (IOException ex) {
            throw new UncheckedIOException("The script " + resource + " cannot be read", ex);
        }
    }

    /** The source. */
    byte[] source() {
        return this.source.clone();
    }

    /** The name under which Redis caches the script. */
    String sha1() {
        return this.sha1;
    }

    @Override
    public String toString() {
        return this.name;
    }

    private static String sha1(byte[] source) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(source));
        } catch (NoSuchAlgorithmException ex) {
            throw new IllegalStateException("Redis names scripts by SHA-1, which this Java does not have", ex);
        }
    }
}
