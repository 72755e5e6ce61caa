package dev.idempotency.store;

import java.util.Arrays;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** What is kept of a result. Equal by content; {@link #toString()} shows its size only. */
public final class StoredResult {

    /** What the bytes stand for. */
    public enum Kind {

        /** There is nothing to keep: the method returns nothing, or its result is not to be stored. */
        NONE('N'),

        /** The serialized result, which may be that of {@code null}. */
        VALUE('V'),

        /** There was a result, but it could not be kept. */
        UNAVAILABLE('U');

        private final char code;

        Kind(char code) {
            this.code = code;
        }

        /** The letter that stands for this kind in a store. */
        public char code() {
            return this.code;
        }

        /**
         * The kind that a letter stands for.
         *
         * @throws IllegalArgumentException if it stands for none
         */
        public static Kind ofCode(char code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("Unknown result kind '" + code + "'");
        }
    }

    /** No result. */
    public static final StoredResult NONE = new StoredResult(Kind.NONE, null);

    /** A result that could not be kept. */
    public static final StoredResult UNAVAILABLE = new StoredResult(Kind.UNAVAILABLE, null);

    private final Kind kind;
    private final byte @Nullable [] bytes;

    private StoredResult(Kind kind, byte @Nullable [] bytes) {
        this.kind = kind;
        this.bytes = bytes;
    }

    /** A serialized result. The array is not copied: whoever hands it over does not change it any more. */
    public static StoredResult value(byte[] bytes) {
        return new StoredResult(Kind.VALUE, Objects.requireNonNull(bytes, "bytes"));
    }

    /**
     * A result as it was read from a store.
     *
     * @throws IllegalArgumentException if a value has no bytes
     */
    public static StoredResult of(Kind kind, byte @Nullable [] bytes) {
        return switch (kind) {
            case NONE -> NONE;
            case UNAVAILABLE -> UNAVAILABLE;
            case VALUE -> {
                if (bytes == null) {
                    throw new IllegalArgumentException("A stored value without bytes");
                }
                yield value(bytes);
            }
        };
    }

    /** What the bytes stand for. */
    public Kind kind() {
        return this.kind;
    }

    /** The serialized result; not to be changed. {@code null} unless {@link Kind#VALUE}. */
    public byte @Nullable [] bytes() {
        return this.bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoredResult that && this.kind == that.kind && Arrays.equals(this.bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * this.kind.hashCode() + Arrays.hashCode(this.bytes);
    }

    @Override
    public String toString() {
        return this.bytes == null ? this.kind.name() : this.kind + " of " + this.bytes.length + " bytes";
    }
}
