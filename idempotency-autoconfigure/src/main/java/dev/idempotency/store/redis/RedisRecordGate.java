package dev.idempotency.store.redis;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.ReturnType;

import dev.idempotency.redis.ScriptRunner;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.RecordGate;
import dev.idempotency.store.StoredRecord;

/**
 * A gate in Redis: one string per key, one script and one round trip per question. Numbers are big-endian, times are
 * milliseconds of the server's clock.
 *
 * <pre>
 *  0  1 format           1
 *  1  1 D, or T for the tombstone of a forgotten key: then follow the 16 bytes that name it, and nothing else
 *  2 40 run id           of the server process that kept it
 * 42  6 kept
 * 48  6 ends             when it does not answer any more
 * 54  8 fencing token
 * 62  4 checksum         CRC-32C of key and rest
 * 66  6 expires          when the record expires
 * 72    record           as in {@link RecordCodec}
 * </pre>
 *
 * <p>The scripts read and write the first 62 bytes. Whatever else stands under the key counts as nothing, and is written
 * over.
 */
final class RedisRecordGate implements RecordGate {

    /** A copy that takes longer to its server was stuck, and what it says may be outdated by now. */
    private static final Duration LONGEST_WAY = Duration.ofSeconds(5);

    private static final Duration SHORTEST_TOMBSTONE = Duration.ofMinutes(1);

    private final ScriptRunner scripts;
    private final String keyPrefix;
    private final Duration copyTtl;

    RedisRecordGate(RedisConnectionFactory connectionFactory, String keyPrefix, Duration copyTtl) {
        if (keyPrefix.isBlank()) {
            throw new IllegalArgumentException("The key prefix of a gate in Redis is not blank");
        }
        if (copyTtl.toMillis() < 1) {
            throw new IllegalArgumentException("A copy in a gate lives for at least 1 ms, not " + copyTtl);
        }
        this.scripts = new ScriptRunner(connectionFactory);
        this.keyPrefix = keyPrefix + ":";
        this.copyTtl = copyTtl;
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public Duration copyTtl() {
        return this.copyTtl;
    }

    @Override
    public List<Answer> ask(List<String> keys) {
        List<byte[][]> redisKeys =
                keys.stream().map(key -> new byte[][] {redisKey(key)}).toList();
        return this.scripts.inConnection("look for completed records", connection -> {
            List<? extends @Nullable Object> answers = redisKeys.size() == 1
                    ? List.of(Objects.requireNonNull(
                            this.scripts.runForBytes(connection, LuaScript.GATE_ASK, redisKeys.get(0)), "No answer"))
                    : this.scripts.runEach(connection, LuaScript.GATE_ASK, ReturnType.VALUE, redisKeys);
            long receivedNanos = System.nanoTime();
            return IntStream.range(0, keys.size())
                    .mapToObj(i -> answer(keys.get(i), (byte[]) unlessFailed(answers.get(i)), receivedNanos))
                    .toList();
        });
    }

    private static Answer answer(String key, byte[] answer, long receivedNanos) {
        ByteBuffer buffer = ByteBuffer.wrap(answer);
        char kind = (char) buffer.get();
        Instant time = RecordCodec.time(buffer);
        UUID forgotten = kind == 'T' ? new UUID(buffer.getLong(), buffer.getLong()) : null;
        ClaimOutcome.Blocked completed =
                kind == 'D' ? completed(key, time, buffer).orElse(null) : null;
        return new Answer(completed, new Ticket(time, receivedNanos, forgotten));
    }

    /** Empty if it is not what was kept under this key. */
    private static Optional<ClaimOutcome.Blocked> completed(String key, Instant time, ByteBuffer copy) {
        if (copy.remaining() < Integer.BYTES || copy.getInt() != checksum(key, copy)) {
            return Optional.empty();
        }
        try {
            Instant expiresAt = RecordCodec.time(copy);
            return Optional.of(
                    new ClaimOutcome.Blocked(RecordCodec.record(key, copy), Duration.between(time, expiresAt)));
        } catch (BufferUnderflowException | IllegalArgumentException | UnreadableRecordException ex) {
            return Optional.empty();
        }
    }

    @Override
    public void keep(List<Copy> copies) {
        List<byte[][]> keysAndArguments =
                copies.stream().map(copy -> kept(copy, System.nanoTime())).toList();
        this.scripts.inConnection("keep completed records", connection -> {
            if (keysAndArguments.size() == 1) {
                return this.scripts.runForNumber(connection, LuaScript.GATE_KEEP, keysAndArguments.get(0));
            }
            List<@Nullable Object> answers =
                    this.scripts.runEach(connection, LuaScript.GATE_KEEP, ReturnType.INTEGER, keysAndArguments);
            answers.forEach(RedisRecordGate::unlessFailed);
            return (long) answers.size();
        });
    }

    /**
     * When the record expires is told twice: as a duration, since clocks drift apart during a long execution, and as a
     * time, since a frozen server runs long afterwards what it was sent. The earlier one holds.
     */
    private byte[][] kept(Copy copy, long nowNanos) {
        Ticket ticket = copy.ticket();
        Instant expiresAt = ticket.timeAt(copy.asOfNanos()).plus(atMostLongest(copy.remaining()));
        Duration remaining = copy.remaining().minusNanos(nowNanos - copy.asOfNanos());
        return new byte[][] {
            redisKey(copy.record().key()),
            ticket.forgotten() == null ? new byte[0] : RecordCodec.owner(ticket.forgotten()),
            RecordCodec.text(Long.toString(atMostLongest(remaining).toMillis())),
            RecordCodec.text(Long.toString(expiresAt.toEpochMilli())),
            RecordCodec.text(
                    Long.toString(ticket.timeAt(nowNanos).plus(LONGEST_WAY).toEpochMilli())),
            RecordCodec.millis(this.copyTtl),
            ByteBuffer.allocate(Long.BYTES)
                    .putLong(copy.record().fencingToken())
                    .array(),
            body(copy.record(), expiresAt)
        };
    }

    private static Duration atMostLongest(Duration duration) {
        Duration longest = Duration.ofMillis(RecordCodec.LONGEST_MILLIS);
        return duration.compareTo(longest) > 0 ? longest : duration;
    }

    private static byte[] body(StoredRecord record, Instant expiresAt) {
        byte[] bytes = RecordCodec.bytes(record);
        ByteBuffer body = ByteBuffer.allocate(Integer.BYTES + RecordCodec.TIME_BYTES + bytes.length);
        body.position(Integer.BYTES);
        RecordCodec.put(body, expiresAt).put(bytes);
        body.putInt(0, checksum(record.key(), body.position(Integer.BYTES)));
        return body.array();
    }

    /** Of the key and of what remains in the buffer, which is not moved. */
    private static int checksum(String key, ByteBuffer rest) {
        CRC32C checksum = new CRC32C();
        checksum.update(key.getBytes(StandardCharsets.UTF_8));
        checksum.update(rest.duplicate());
        return (int) checksum.getValue();
    }

    @Override
    public void forget(String key) {
        Duration stands = this.copyTtl.compareTo(SHORTEST_TOMBSTONE) > 0 ? this.copyTtl : SHORTEST_TOMBSTONE;
        byte[][] keyAndArguments = {redisKey(key), RecordCodec.owner(UUID.randomUUID()), RecordCodec.millis(stands)};
        this.scripts.inConnection(
                "forget a completed record",
                connection -> this.scripts.runForNumber(connection, LuaScript.GATE_FORGET, keyAndArguments));
    }

    private static Object unlessFailed(@Nullable Object answer) {
        if (answer instanceof RuntimeException failure) {
            throw failure;
        }
        return Objects.requireNonNull(answer, "No answer of a script");
    }

    private byte[] redisKey(String key) {
        return RecordCodec.text(this.keyPrefix + key);
    }
}
