package dev.idempotency.store.redis;

import java.io.Serial;

import dev.idempotency.redis.ExplainedRedisException;

/** What stands under a key of ours is not a record that this version reads. Says why, and never what it holds. */
final class UnreadableRecordException extends ExplainedRedisException {

    @Serial
    private static final long serialVersionUID = 1L;

    private UnreadableRecordException(String message) {
        super(message + NOT_OURS);
    }

    /** A record that names a format of this version, but does not keep to it. */
    static UnreadableRecordException damaged() {
        return new UnreadableRecordException("the record is damaged");
    }

    /**
     * Something that a script did not recognise.
     *
     * @param format its first byte; negative or above 255 if it has none
     */
    static UnreadableRecordException ofFormat(int format) {
        if (format == RecordCodec.FORMAT) {
            return damaged();
        }
        String found = format >= 0 && format <= 255 ? "record format " + format : "an empty value";
        return new UnreadableRecordException(found + ", this version reads " + RecordCodec.FORMAT
                + ": either a newer version wrote it, or the key belongs to something else");
    }
}
