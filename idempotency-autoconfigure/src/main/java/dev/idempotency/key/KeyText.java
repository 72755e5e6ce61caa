package dev.idempotency.key;

import java.time.temporal.TemporalAccessor;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/** How a value is written in a key. */
public final class KeyText {

    private KeyText() {}

    /**
     * The text of a simple value, which stands for itself; {@code null} for whatever has parts and must be digested,
     * since its text may not be its value.
     */
    public static @Nullable String of(Object value) {
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof CharSequence
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof UUID
                || value instanceof TemporalAccessor) {
            return value.toString();
        }
        return null;
    }

    /** A part of a key in which colons separate parts and an equals sign follows the name of one. */
    public static String escaped(String part) {
        return part.replace("%", "%25").replace(":", "%3A").replace("=", "%3D");
    }
}
