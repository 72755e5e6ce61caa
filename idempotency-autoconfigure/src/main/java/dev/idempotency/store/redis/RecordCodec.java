package dev.idempotency.store.redis;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredFailure;
import dev.idempotency.store.StoredRecord;
import dev.idempotency.store.StoredResult;

/**
 * The layout of a record, and of what the scripts answer. Numbers are unsigned and big-endian, times are milliseconds
 * of the server's clock; the scripts count bytes from 1, this class from 0.
 *
 * <pre>
 *  0  1 format           {@value #FORMAT}
 *  1  1 status           R, D, F or X
 *  2 16 owner
 * 18  8 fencing token
 * 26  4 attempt
 * 30  6 first seen
 * 36  6 started
 * 42  6 blocked until
 * 48  6 ended            0 while it runs
 * 54  6 expires
 * 60  1 n, the length of the payload digest; 0 if there is none
 * 61  n payload digest   UTF-8
 *       then, of a failure: 1 exhausted, 2 length of type, type, 1 whether there is a message, message
 *       else: 1 kind of result, result
 * </pre>
 *
 * <p>The scripts read and write the first 61 bytes and the digest; what comes after is made and read here alone. A
 * change of the layout is a new format, so that nodes of two versions refuse, rather than misread, each other's records.
 */
final class RecordCodec {

    static final int FORMAT = 1;

    /** How long a time is. */
    static final int TIME_BYTES = 6;

    private static final int HEAD_BYTES = 61;

    /** A thousand years: what lasts longer is kept that long, so that a time fits into six bytes. */
    static final long LONGEST_MILLIS = 1000L * 365 * 24 * 3600 * 1000;

    private RecordCodec() {}

    /** The owner, as it stands in a record. */
    static byte[] owner(UUID owner) {
        return put(ByteBuffer.allocate(16), owner).array();
    }

    /** The owner and the token of a claim, as they stand in a record. */
    static byte[] holder(Claim claim) {
        return put(ByteBuffer.allocate(24), claim.owner())
                .putLong(claim.fencingToken())
                .array();
    }

    /** The number of the attempt, as it stands in a record. */
    static byte[] attempt(Claim claim) {
        return ByteBuffer.allocate(4).putInt(claim.attempt()).array();
    }

    /** A duration for a script: whole milliseconds, rounded up, so that none that is not zero becomes zero. */
    static byte[] millis(Duration duration) {
        long millis = duration.compareTo(Duration.ofMillis(LONGEST_MILLIS)) >= 0
                ? LONGEST_MILLIS
                : Math.max(0, duration.plusNanos(999_999).toMillis());
        return text(Long.toString(millis));
    }

    /** What comes after the digest of a record that did not fail. */
    static byte[] tail(StoredResult result) {
        byte[] bytes = result.bytes();
        ByteBuffer buffer = ByteBuffer.allocate(1 + (bytes == null ? 0 : bytes.length));
        buffer.put((byte) result.kind().code());
        if (bytes != null) {
            buffer.put(bytes);
        }
        return buffer.array();
    }

    /** What comes after the digest of a record that failed. */
    static byte[] tail(StoredFailure failure) {
        byte[] type = text(failure.type());
        String message = failure.message();
        byte[] messageBytes = message == null ? new byte[0] : text(message);
        return ByteBuffer.allocate(1 + 2 + type.length + 1 + messageBytes.length)
                .put(flag(failure.exhausted()))
                .putShort((short) type.length)
                .put(type)
                .put(flag(message != null))
                .put(messageBytes)
                .array();
    }

    /**
     * What the claim script answered: {@code G}, token and attempt; {@code B}, the time and the record in the way; or
     * {@code F} and the first byte of what it did not recognise.
     *
     * @throws UnreadableRecordException if it cannot be read
     */
    static ClaimOutcome outcome(ClaimRequest request, byte[] answer) {
        ByteBuffer buffer = ByteBuffer.wrap(answer);
        if (buffer.hasRemaining() && buffer.get(0) == 'G' && buffer.remaining() == 13) {
            return new ClaimOutcome.Granted(
                    new Claim(request.key(), request.owner(), buffer.getLong(1), buffer.getInt(9), request.lease()));
        }
        Reading reading = reading(request.key(), answer);
        return new ClaimOutcome.Blocked(
                reading.record(),
                Duration.between(reading.time(), reading.record().blockedUntil()));
    }

    /**
     * What the find script answered: as {@code B} and {@code F} of {@link #outcome}.
     *
     * @throws UnreadableRecordException if it cannot be read
     */
    static Reading reading(String key, byte[] answer) {
        ByteBuffer buffer = ByteBuffer.wrap(answer);
        try {
            char kind = (char) buffer.get();
            if (kind == 'F') {
                throw UnreadableRecordException.ofFormat(buffer.hasRemaining() ? Byte.toUnsignedInt(buffer.get()) : -1);
            }
            if (kind != 'B') {
                throw UnreadableRecordException.damaged();
            }
            return new Reading(time(buffer), record(key, buffer));
        } catch (BufferUnderflowException | IllegalArgumentException ex) {
            UnreadableRecordException unreadable = UnreadableRecordException.damaged();
            unreadable.initCause(ex);
            throw unreadable;
        }
    }

    /** A completed record, as the scripts would have written it. */
    static byte[] bytes(StoredRecord record) {
        byte[] digest = text(record.payloadDigest() == null ? "" : record.payloadDigest());
        byte[] tail = tail(record.result());
        Instant endedAt = record.endedAt() == null ? Instant.EPOCH : record.endedAt();
        ByteBuffer buffer = ByteBuffer.allocate(HEAD_BYTES + digest.length + tail.length)
                .put((byte) FORMAT)
                .put((byte) record.status().code());
        put(buffer, record.owner()).putLong(record.fencingToken()).putInt(record.attempt());
        put(put(put(buffer, record.firstSeenAt()), record.startedAt()), record.blockedUntil());
        put(put(buffer, endedAt), record.expiresAt());
        return buffer.put((byte) digest.length).put(digest).put(tail).array();
    }

    /** A record as it stands in Redis. */
    static StoredRecord record(String key, ByteBuffer buffer) {
        int format = Byte.toUnsignedInt(buffer.get());
        if (format != FORMAT) {
            throw UnreadableRecordException.ofFormat(format);
        }
        RecordStatus status = RecordStatus.ofCode((char) buffer.get());
        UUID owner = new UUID(buffer.getLong(), buffer.getLong());
        long fencingToken = buffer.getLong();
        int attempt = buffer.getInt();
        Instant firstSeenAt = time(buffer);
        Instant startedAt = time(buffer);
        Instant blockedUntil = time(buffer);
        Instant endedAt = time(buffer);
        Instant expiresAt = time(buffer);
        String digest = text(buffer, Byte.toUnsignedInt(buffer.get()));
        boolean failed = status == RecordStatus.FAILED;
        StoredFailure failure = failed ? failure(buffer) : null;
        StoredResult result = failed ? StoredResult.NONE : result(buffer);
        return new StoredRecord(
                key,
                status,
                owner,
                fencingToken,
                attempt,
                digest.isEmpty() ? null : digest,
                firstSeenAt,
                startedAt,
                blockedUntil,
                status == RecordStatus.RUNNING ? null : endedAt,
                expiresAt,
                result,
                failure);
    }

    private static StoredFailure failure(ByteBuffer buffer) {
        boolean exhausted = buffer.get() == 'Y';
        String type = text(buffer, Short.toUnsignedInt(buffer.getShort()));
        boolean hasMessage = buffer.get() == 'Y';
        @Nullable String message = hasMessage ? text(buffer, buffer.remaining()) : null;
        return new StoredFailure(type, message, exhausted);
    }

    private static StoredResult result(ByteBuffer buffer) {
        StoredResult.Kind kind = StoredResult.Kind.ofCode((char) buffer.get());
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return StoredResult.of(kind, bytes);
    }

    /** Reads a time. */
    static Instant time(ByteBuffer buffer) {
        long high = Short.toUnsignedLong(buffer.getShort());
        long low = Integer.toUnsignedLong(buffer.getInt());
        return Instant.ofEpochMilli(high << 32 | low);
    }

    /** Writes a time. */
    static ByteBuffer put(ByteBuffer buffer, Instant time) {
        long millis = time.toEpochMilli();
        return buffer.putShort((short) (millis >>> 32)).putInt((int) millis);
    }

    private static ByteBuffer put(ByteBuffer buffer, UUID uuid) {
        return buffer.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    }

    private static byte flag(boolean value) {
        return (byte) (value ? 'Y' : 'N');
    }

    private static String text(ByteBuffer buffer, int length) {
        if (length > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        String text =
                new String(buffer.array(), buffer.arrayOffset() + buffer.position(), length, StandardCharsets.UTF_8);
        buffer.position(buffer.position() + length);
        return text;
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A record, and when it was read.
     *
     * @param time by the server's clock
     * @param record what stood there
     */
    record Reading(Instant time, StoredRecord record) {}
}
