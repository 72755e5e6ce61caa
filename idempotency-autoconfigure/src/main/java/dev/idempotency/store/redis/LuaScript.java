package dev.idempotency.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The scripts, one per operation of the store. Their digests are computed here, so nothing is loaded at start-up. */
enum LuaScript {
    CLAIM("claim.lua"),
    RENEW("renew.lua"),
    END("end.lua"),
    FIND("find.lua"),
    PEEK("peek.lua"),
    FORGET("forget.lua"),
    GATE_ASK("gate-ask.lua"),
    GATE_KEEP("gate-keep.lua"),
    GATE_FORGET("gate-forget.lua");

    private final String source;
    private final String sha1;

    LuaScript(String resource) {
        this.source = read(resource);
        this.sha1 = sha1(source());
    }

    /** The source. */
    byte[] source() {
        return this.source.getBytes(StandardCharsets.UTF_8);
    }

    /** The name under which Redis caches the script. */
    String sha1() {
        return this.sha1;
    }

    private static String read(String resource) {
        try (InputStream stream = LuaScript.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("The script " + resource + " is missing from the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException ex) {
            throw new UncheckedIOException("The script " + resource + " cannot be read", ex);
        }
    }

    private static String sha1(byte[] source) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(source));
        } catch (NoSuchAlgorithmException ex) {
            throw new IllegalStateException("Redis names scripts by SHA-1, which this Java does not have", ex);
        }
    }
}
