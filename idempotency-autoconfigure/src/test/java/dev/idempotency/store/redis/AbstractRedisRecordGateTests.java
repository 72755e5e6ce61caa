package dev.idempotency.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.ReturnType;

import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.RecordGate;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredRecord;
import dev.idempotency.store.StoredResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a gate in a real Redis answers, takes and refuses, however that is reached. */
@Timeout(60)
abstract class AbstractRedisRecordGateTests {

    static final Duration HOUR = Duration.ofHours(1);

    private final String keyPrefix = "gate-" + UUID.randomUUID();
    private RecordGate gate;

    abstract RedisConnectionFactory connectionFactory();

    @BeforeEach
    void open() {
        this.gate = gate(connectionFactory(), HOUR);
    }

    final RecordGate gate(RedisConnectionFactory factory, Duration copyTtl) {
        return RedisIdempotencyStore.gate(factory, this.keyPrefix, copyTtl);
    }

    @Test
    void answersWithWhatWasKept() {
        StoredRecord record = record("a", 7, StoredResult.value(new byte[] {0, -1, 10}));
        keep(record, ticket("a"));

        ClaimOutcome.Blocked answer = answered("a");

        assertThat(answer.record()).isEqualTo(record);
        assertThat(answer.remaining()).isBetween(HOUR.minusMinutes(1), HOUR);
    }

    @Test
    void knowsNothingOfWhatItWasNotTold() {
        assertThat(ask("a")).isNull();
    }

    @Test
    void answersInTheOrderOfTheKeys() {
        keep(record("k1", 1, StoredResult.NONE), ticket("k1"));
        keep(record("k3", 1, StoredResult.UNAVAILABLE), ticket("k3"));

        List<RecordGate.Answer> answers = this.gate.ask(List.of("k0", "k1", "k2", "k3"));

        assertThat(answers.stream()
                        .map(answer -> answer.completed() == null
                                ? "-"
                                : answer.completed().record().key()))
                .containsExactly("-", "k1", "-", "k3");
    }

    @Test
    void keepsManyAtOnce() {
        List<String> keys = IntStream.range(0, 100).mapToObj(i -> "k" + i).toList();
        List<RecordGate.Answer> answers = this.gate.ask(keys);
        this.gate.keep(IntStream.range(0, 100)
                .mapToObj(i -> copy(
                        record(keys.get(i), 1, StoredResult.NONE),
                        answers.get(i).ticket()))
                .toList());

        assertThat(this.gate.ask(keys))
                .allSatisfy(answer -> assertThat(answer.completed()).isNotNull());
    }

    @Test
    void refusesACopyWhoseKeyWasForgottenMeanwhile() {
        RecordGate.Ticket before = ticket("a");
        this.gate.forget("a");
        RecordGate.Ticket between = ticket("a");
        this.gate.forget("a");

        keep(record("a", 1, StoredResult.NONE), before);
        assertThat(ask("a")).isNull();
        keep(record("a", 1, StoredResult.NONE), between);
        assertThat(ask("a")).isNull();

        keep(record("a", 1, StoredResult.NONE), ticket("a"));
        assertThat(ask("a")).isNotNull();
    }

    @Test
    void forgetsWhatItHas() {
        keep(record("a", 1, StoredResult.NONE), ticket("a"));

        this.gate.forget("a");

        assertThat(ask("a")).isNull();
    }

    @Test
    void prefersTheLaterExecution() {
        RecordGate.Ticket ticket = ticket("a");
        keep(record("a", 2, StoredResult.value(new byte[] {2})), ticket);

        keep(record("a", 1, StoredResult.value(new byte[] {1})), ticket);
        assertThat(answered("a").record().fencingToken()).isEqualTo(2);

        keep(record("a", 3, StoredResult.value(new byte[] {3})), ticket);
        assertThat(answered("a").record().fencingToken()).isEqualTo(3);
    }

    @Test
    void answersNoLongerThanTheRecordLives() {
        RecordGate.Ticket ticket = ticket("a");
        StoredRecord record = record("a", 1, StoredResult.NONE);
        this.gate.keep(List.of(new RecordGate.Copy(record, Duration.ofMillis(300), System.nanoTime(), ticket)));
        assertThat(timeToLive("a")).isBetween(1L, 300L);

        await().untilAsserted(() -> assertThat(ask("a")).isNull());
    }

    @Test
    void countsTheTimeThatHasPassedSinceTheStoreWasAsked() {
        RecordGate.Ticket ticket = ticket("a");
        StoredRecord record = record("a", 1, StoredResult.NONE);
        long tenMinutesAgo = System.nanoTime() - Duration.ofMinutes(10).toNanos();

        this.gate.keep(List.of(new RecordGate.Copy(record, Duration.ofMinutes(11), tenMinutesAgo, ticket)));
        assertThat(answered("a").remaining()).isLessThanOrEqualTo(Duration.ofMinutes(1));

        this.gate.forget("b");
        this.gate.keep(List.of(new RecordGate.Copy(
                record("b", 1, StoredResult.NONE), Duration.ofMinutes(9), tenMinutesAgo, ticket("b"))));
        assertThat(ask("b")).isNull();
    }

    @Test
    void answersNoLongerThanACopyMayBeOld() {
        RecordGate brief = gate(connectionFactory(), Duration.ofMillis(300));
        keep(brief, record("a", 1, StoredResult.NONE), ticket("a"));

        assertThat(timeToLive("a")).isBetween(1L, 300L);
    }

    /** What was sent to a frozen server is run when it goes on, however late that is. */
    @Test
    void refusesACopyThatWasUnderWayForTooLong() {
        RecordGate.Ticket now = ticket("a");
        RecordGate.Ticket asOfAMinuteAgo =
                new RecordGate.Ticket(now.time().minusSeconds(60), now.receivedNanos(), null);

        keep(record("a", 1, StoredResult.NONE), asOfAMinuteAgo);

        assertThat(ask("a")).isNull();
    }

    @Test
    void takesRecordsThatLiveForEver() {
        RecordGate.Ticket ticket = ticket("a");
        StoredRecord record = record("a", 1, StoredResult.NONE);
        this.gate.keep(List.of(
                new RecordGate.Copy(record, Duration.ofSeconds(Long.MAX_VALUE / 2), System.nanoTime(), ticket)));

        assertThat(answered("a").remaining()).isGreaterThan(Duration.ofDays(300_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "\u0001",
                "\u0001D",
                "\u0001T",
                "\u0001Dxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                        + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                "\u0002Dwhatever-a-newer-version-writes-here"
            })
    void takesGarbageForNothingAndWritesOverIt(String garbage) {
        inRedis(redis -> redis.stringCommands().set(redisKey("a"), bytes(garbage)));

        assertThat(ask("a")).isNull();
        keep(record("a", 1, StoredResult.NONE), ticket("a"));

        assertThat(ask("a")).isNotNull();
    }

    @Test
    void takesAnotherTypeForNothingAndWritesOverIt() {
        inRedis(redis -> redis.listCommands().rPush(redisKey("a"), bytes("item")));

        assertThat(ask("a")).isNull();
        assertThat(this.gate.ask(List.of("a", "b"))).hasSize(2);
        keep(record("a", 1, StoredResult.NONE), ticket("a"));

        assertThat(ask("a")).isNotNull();
    }

    @Test
    void takesACopyWithASingleWrongByteForNothing() {
        keep(record("a", 1, StoredResult.value(bytes("a result"))), ticket("a"));
        byte[] good = get("a");
        for (int i = 62; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            inRedis(redis -> redis.stringCommands().set(redisKey("a"), bad));
            assertThat(ask("a")).as("byte %d", i).isNull();
        }
        inRedis(redis -> redis.stringCommands().set(redisKey("a"), good));
        assertThat(ask("a")).isNotNull();
    }

    @Test
    void takesATruncatedCopyForNothing() {
        keep(record("a", 1, StoredResult.value(bytes("a result"))), ticket("a"));
        byte[] good = get("a");
        for (int length = 0; length < good.length; length++) {
            byte[] bad = Arrays.copyOf(good, length);
            inRedis(redis -> redis.stringCommands().set(redisKey("a"), bad));
            assertThat(ask("a")).as("%d bytes", length).isNull();
        }
    }

    @Test
    void takesTheCopyOfAnotherKeyForNothing() {
        keep(record("a", 1, StoredResult.NONE), ticket("a"));
        inRedis(redis -> redis.stringCommands().set(redisKey("b"), get("a")));

        assertThat(ask("b")).isNull();
    }

    private void keep(StoredRecord record, RecordGate.Ticket ticket) {
        keep(this.gate, record, ticket);
    }

    static void keep(RecordGate gate, StoredRecord record, RecordGate.Ticket ticket) {
        gate.keep(List.of(copy(record, ticket)));
    }

    private static RecordGate.Copy copy(StoredRecord record, RecordGate.Ticket ticket) {
        return new RecordGate.Copy(record, HOUR, System.nanoTime(), ticket);
    }

    RecordGate.Ticket ticket(String key) {
        return ticket(this.gate, key);
    }

    static RecordGate.Ticket ticket(RecordGate gate, String key) {
        return gate.ask(List.of(key)).get(0).ticket();
    }

    private ClaimOutcome.@Nullable Blocked ask(String key) {
        return this.gate.ask(List.of(key)).get(0).completed();
    }

    private ClaimOutcome.Blocked answered(String key) {
        ClaimOutcome.Blocked answer = ask(key);
        assertThat(answer).isNotNull();
        return answer;
    }

    static StoredRecord record(String key, long token, StoredResult result) {
        Instant started = Instant.ofEpochMilli(1_800_000_000_000L);
        return new StoredRecord(
                key,
                RecordStatus.DONE,
                UUID.randomUUID(),
                token,
                3,
                "digest",
                started.minusSeconds(1),
                started,
                started.plusSeconds(3600),
                started.plusSeconds(1),
                started.plusSeconds(3600),
                result,
                null);
    }

    private long timeToLive(String key) {
        try (RedisConnection connection = connectionFactory().getConnection()) {
            Long millis = connection
                    .scriptingCommands()
                    .eval(bytes("return redis.call('PTTL', KEYS[1])"), ReturnType.INTEGER, 1, redisKey(key));
            return millis == null ? -3 : millis;
        }
    }

    private byte[] get(String key) {
        try (RedisConnection connection = connectionFactory().getConnection()) {
            byte[] value = connection.stringCommands().get(redisKey(key));
            assertThat(value).isNotNull();
            return value;
        }
    }

    private void inRedis(Consumer<RedisConnection> work) {
        try (RedisConnection connection = connectionFactory().getConnection()) {
            work.accept(connection);
        }
    }

    byte[] redisKey(String key) {
        return bytes(this.keyPrefix + ":" + key);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
