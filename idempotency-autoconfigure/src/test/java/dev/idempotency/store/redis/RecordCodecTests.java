package dev.idempotency.store.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredFailure;
import dev.idempotency.store.StoredRecord;
import dev.idempotency.store.StoredResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RecordCodecTests {

    private static final UUID OWNER = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
    private static final long NOW = 1_800_000_000_000L;
    private static final byte[] NO_RESULT = RecordCodec.tail(StoredResult.NONE);

    @Test
    void readsEveryFieldOfACompletedRecord() {
        StoredResult result = StoredResult.value(new byte[] {0, -1, 7});
        byte[] answer = answer(1, 'D', "digest", RecordCodec.tail(result));

        RecordCodec.Reading reading = RecordCodec.reading("key", answer);

        assertThat(reading.time()).isEqualTo(Instant.ofEpochMilli(NOW));
        assertThat(reading.record())
                .isEqualTo(new StoredRecord(
                        "key",
                        RecordStatus.DONE,
                        OWNER,
                        1_800_000_000_000_001L,
                        3,
                        "digest",
                        Instant.ofEpochMilli(NOW - 30),
                        Instant.ofEpochMilli(NOW - 20),
                        Instant.ofEpochMilli(NOW + 500),
                        Instant.ofEpochMilli(NOW - 10),
                        Instant.ofEpochMilli(NOW + 600),
                        result,
                        null));
    }

    @Test
    void readsAFailureWithAndWithoutAMessage() {
        for (StoredFailure failure :
                new StoredFailure[] {new StoredFailure("a.B", "ä\n漢", true), new StoredFailure("a.B", null, false)}) {
            byte[] answer = answer(1, 'F', "", RecordCodec.tail(failure));

            assertThat(RecordCodec.reading("key", answer).record().failure()).isEqualTo(failure);
        }
    }

    @Test
    void tellsARunningRecordByItsMissingEnd() {
        StoredRecord running =
                RecordCodec.reading("key", answer(1, 'R', "", NO_RESULT)).record();

        assertThat(running.endedAt()).isNull();
        assertThat(running.payloadDigest()).isNull();
    }

    @Test
    void readsAGrant() {
        byte[] answer = ByteBuffer.allocate(13)
                .put((byte) 'G')
                .putLong(1L << 52)
                .putInt(9)
                .array();

        assertThat(RecordCodec.outcome(request(null), answer))
                .isEqualTo(new ClaimOutcome.Granted(new Claim("key", OWNER, 1L << 52, 9, Duration.ofSeconds(1))));
    }

    @Test
    void saysForHowLongARecordStandsInTheWay() {
        ClaimOutcome outcome = RecordCodec.outcome(request(null), answer(1, 'D', "", NO_RESULT));

        assertThat(((ClaimOutcome.Blocked) outcome).remaining()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void refusesAnUnknownFormatByName() {
        for (byte[] answer : new byte[][] {{'F', 2}, answer(2, 'D', "", NO_RESULT)}) {
            assertThatExceptionOfType(UnreadableRecordException.class)
                    .isThrownBy(() -> RecordCodec.outcome(request(null), answer))
                    .withMessageStartingWith("record format 2, this version reads 1");
        }
    }

    @Test
    void refusesWhatIsCutOffAnywhere() {
        byte[] whole = answer(1, 'F', "digest", RecordCodec.tail(new StoredFailure("a.B", null, false)));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(UnreadableRecordException.class)
                    .isThrownBy(() -> RecordCodec.reading("key", cut));
        }
    }

    @Test
    void refusesAnUnknownStatusAndAnUnknownKindOfResult() {
        for (byte[] answer : new byte[][] {answer(1, '?', "", NO_RESULT), answer(1, 'D', "", new byte[] {'?'})}) {
            assertThatExceptionOfType(UnreadableRecordException.class)
                    .isThrownBy(() -> RecordCodec.reading("key", answer))
                    .withMessageStartingWith("the record is damaged");
        }
    }

    @ParameterizedTest
    @CsvSource({"PT0S,0", "PT0.000000001S,1", "PT1.5S,1500", "PT-1S,0", "PT2562047788015215H,31536000000000"})
    void roundsDurationsUpToMillisecondsAndKeepsThemWithinAThousandYears(Duration duration, String millis) {
        assertThat(RecordCodec.millis(duration))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo(millis);
    }

    private static ClaimRequest request(@Nullable String digest) {
        return new ClaimRequest("key", OWNER, Duration.ofSeconds(1), Duration.ofSeconds(1), digest);
    }

    private static byte[] answer(int format, char status, String digest, byte[] tail) {
        ByteBuffer buffer = ByteBuffer.allocate(7 + 61 + digest.length() + tail.length);
        buffer.put((byte) 'B');
        putTime(buffer, NOW);
        buffer.put((byte) format).put((byte) status);
        buffer.put(RecordCodec.owner(OWNER)).putLong(1_800_000_000_000_001L).putInt(3);
        putTime(buffer, NOW - 30);
        putTime(buffer, NOW - 20);
        putTime(buffer, NOW + 500);
        putTime(buffer, status == 'R' ? 0 : NOW - 10);
        putTime(buffer, NOW + 600);
        buffer.put((byte) digest.length()).put(RecordCodec.text(digest)).put(tail);
        return buffer.array();
    }

    private static void putTime(ByteBuffer buffer, long millis) {
        buffer.putShort((short) (millis >>> 32)).putInt((int) millis);
    }
}
