package dev.idempotency;

import java.time.LocalDate;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.idempotency.key.ArgumentDigest;
import dev.idempotency.key.KeyText;
import dev.idempotency.key.UndigestableArgumentException;

/**
 * A readable key made of parts, such as {@code escalation:4711:L2:2026-11-21}:
 *
 * <pre>{@code
 * @Idempotent("T(dev.idempotency.IdempotencyKey).of('escalation', #ticket.id).level(#level).on(#date)")
 * }</pre>
 *
 * <p>Immutable: every method that adds a part returns a new key. {@link #toString()} is the key; as a
 * {@link CharSequence} it is taken for its text wherever a value makes a key.
 *
 * <p>Texts, numbers, booleans, enum constants, UUIDs and times are written as they are, but for a colon, an equals or a
 * percent sign in them ({@code %3A}, {@code %3D}, {@code %25}), so that no two lists of parts give the same key.
 * Whatever has parts of its own, a record for example, is digested by content, as {@link #hashed(Object...)} does. A
 * part that is {@code null} or blank throws {@link InvalidIdempotencyKeyException}: without it, calls that have nothing
 * to do with each other would be duplicates.
 */
public final class IdempotencyKey implements CharSequence {

    private static final char SEPARATOR = ':';

    private static final String DIGEST = "sha256=";

    private final String name;
    private final int parts;
    private final String text;

    private IdempotencyKey(String name, int parts, String text) {
        this.name = name;
        this.parts = parts;
        this.text = text;
    }

    /**
     * A key of these parts.
     *
     * @param name the first part, which says what the key is about
     * @param parts the other parts, mostly ids; parts that have the same text are the same
     * @throws InvalidIdempotencyKeyException if a part is {@code null} or blank, or has no content that stays the same
     */
    public static IdempotencyKey of(String name, @Nullable Object... parts) {
        if (name == null || name.isBlank()) {
            throw new InvalidIdempotencyKeyException(
                    "Part 1 of a key, its name, is " + (name == null ? "null" : "blank"), null);
        }
        IdempotencyKey key = new IdempotencyKey(name, 1, KeyText.escaped(name));
        for (Object part : listed(parts)) {
            key = key.with("", part);
        }
        return key;
    }

    /**
     * Adds a date, as {@code 2026-11-21}.
     *
     * @throws InvalidIdempotencyKeyException if it is {@code null}
     */
    public IdempotencyKey on(LocalDate date) {
        return with("", date);
    }

    /** Adds a level, as {@code L2}. */
    public IdempotencyKey level(int level) {
        return with("", "L" + level);
    }

    /**
     * Adds whom it is for, as {@code user=ann}. That is readable for everybody who may read keys: what must not be, an
     * e-mail address for example, goes through {@link #hashed(Object...)}.
     *
     * @throws InvalidIdempotencyKeyException if it is {@code null} or blank
     */
    public IdempotencyKey forUser(Object user) {
        return with("user=", user);
    }

    /**
     * Adds one SHA-256 of the content of all these values, as {@code sha256=...}: personal data in them cannot be read
     * from the key. (It can be guessed, as with every digest without a secret, where there are few possible values.)
     *
     * @throws InvalidIdempotencyKeyException if there is none, one is {@code null} or blank, or has no content that
     *     stays the same
     */
    public IdempotencyKey hashed(@Nullable Object... values) {
        @Nullable Object[] present = listed(values);
        if (present.length == 0) {
            throw invalid("", "has nothing to be hashed", null);
        }
        for (int i = 0; i < present.length; i++) {
            present[i] = required(present[i], " (hashed value " + (i + 1) + ")");
        }
        return appended(digest(present));
    }

    private IdempotencyKey with(String label, @Nullable Object part) {
        Object value = required(part, "");
        String simple = KeyText.of(value);
        return appended(label + (simple == null ? digest(value) : KeyText.escaped(simple)));
    }

    private IdempotencyKey appended(String part) {
        return new IdempotencyKey(this.name, this.parts + 1, this.text + SEPARATOR + part);
    }

    private Object required(@Nullable Object part, String where) {
        Object value = part instanceof Optional<?> optional ? optional.orElse(null) : part;
        if (value == null) {
            throw invalid(where, "is null", null);
        }
        String simple = KeyText.of(value);
        if (simple != null && simple.isBlank()) {
            throw invalid(where, "is blank", null);
        }
        return value;
    }

    private String digest(@Nullable Object... values) {
        try {
            return DIGEST + Digests.BY_CONTENT.of(values);
        } catch (UndigestableArgumentException ex) {
            throw invalid("", "cannot be made: " + ex.getMessage() + ". Use what identifies it, such as its id", ex);
        }
    }

    /** Says which part, not what is in the key: that may be what nobody should read. */
    private InvalidIdempotencyKeyException invalid(String where, String problem, @Nullable Throwable cause) {
        return new InvalidIdempotencyKeyException(
                "Part " + (this.parts + 1) + where + " of the key '" + this.name + "' " + problem, cause);
    }

    /** SpEL hands over a single {@code null} as no array at all. */
    private static @Nullable Object[] listed(@Nullable Object @Nullable [] values) {
        return values == null ? new @Nullable Object[] {null} : values.clone();
    }

    @Override
    public int length() {
        return this.text.length();
    }

    @Override
    public char charAt(int index) {
        return this.text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return this.text.subSequence(start, end);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IdempotencyKey key && key.text.equals(this.text);
    }

    @Override
    public int hashCode() {
        return this.text.hashCode();
    }

    /** The key. */
    @Override
    public String toString() {
        return this.text;
    }

    /** Made when the first value is hashed: most keys hash none. */
    private static final class Digests {

        static final ArgumentDigest BY_CONTENT = new ArgumentDigest();
    }
}
