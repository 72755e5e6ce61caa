package dev.idempotency.store.tiered;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredResult;
import dev.idempotency.store.jdbc.IdempotencySchemaInitializer;
import dev.idempotency.store.jdbc.IdempotencySchemaInitializer.Mode;
import dev.idempotency.store.jdbc.JdbcIdempotencyStore;
import dev.idempotency.store.jdbc.RecordAging;
import dev.idempotency.store.redis.RedisConnections;
import dev.idempotency.store.redis.RedisIdempotencyStore;
import dev.idempotency.testing.RedisProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Whatever becomes of Redis, also under load: no key runs twice, no key is lost, and no caller sees an error. */
@Timeout(120)
class TieredRedisFaultTests {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int MOST_CALLS_OF_ALL_THREADS_AT_ONCE = 2 * 8;

    private final Load load = new Load(150);
    private final HikariDataSource dataSource = new HikariDataSource();
    private final List<Node> nodes = new ArrayList<>();
    private RedisProcess redis;

    @BeforeEach
    void start() throws IOException {
        this.redis = RedisProcess.start();
        this.dataSource.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        new IdempotencySchemaInitializer(this.dataSource, "idempotency_", null, Mode.ALWAYS, null).initialize();
    }

    @AfterEach
    void stop() {
        this.nodes.forEach(Node::close);
        this.redis.close();
        this.dataSource.close();
    }

    /** Gives Redis up as an application does. */
    private Node node(Duration openFor) {
        return node(Duration.ofMillis(250), openFor);
    }

    /** Gives Redis up only for errors, not because this machine is busy. */
    private Node patientNode() {
        return node(Duration.ofSeconds(10), HOUR);
    }

    private Node node(Duration timeout, Duration openFor) {
        LettuceConnectionFactory connections = RedisConnections.lettuce(this.redis.host(), this.redis.port());
        CountedGate gate = new CountedGate(RedisIdempotencyStore.gate(connections, "gate", HOUR));
        TieredIdempotencyStore store = new TieredIdempotencyStore(
                new JdbcIdempotencyStore(this.dataSource, "idempotency_", null),
                gate,
                new TieredIdempotencyStore.Settings(timeout, 50, openFor),
                state -> {});
        Node node = new Node(store, gate, connections);
        this.nodes.add(node);
        return node;
    }

    @Test
    void redisIsKilledAndComesBackEmpty() throws Exception {
        Node first = node(Duration.ofMillis(100));
        Node second = node(Duration.ofMillis(100));

        this.load.submit(List.of(first.store(), second.store()), () -> {
            this.redis.kill();
            restart();
        });

        this.load.assertThatEachKeyRan(1);
        awaitAnswersOfTheGate(first);
        awaitAnswersOfTheGate(second);
    }

    @Test
    void redisIsKilledAndStaysAway() throws Exception {
        Node node = node(HOUR);
        this.load.submit(List.of(node.store()), () -> {
            this.redis.kill();
            node.gate().calls().set(0);
        });

        this.load.assertThatEachKeyRan(1);
        assertThat(node.store().state().degraded()).isTrue();
        assertThat(node.gate().calls().get()).isLessThanOrEqualTo(20 + MOST_CALLS_OF_ALL_THREADS_AT_ONCE);
    }

    @Test
    void redisIsNeverThere() throws Exception {
        this.redis.kill();
        Node node = node(HOUR);
        this.load.submit(List.of(node.store()), () -> {});

        this.load.assertThatEachKeyRan(1);
        assertThat(node.store().state().degraded()).isTrue();
        assertThat(node.gate().calls().get()).isLessThanOrEqualTo(5 + MOST_CALLS_OF_ALL_THREADS_AT_ONCE);
        assertThat(node.store().forget(this.load.keys().get(0))).isTrue();
        granted(node.store(), this.load.keys().get(0));
    }

    @Test
    void redisIsFrozenAndGoesOn() throws Exception {
        Node first = node(Duration.ofSeconds(1));
        Node second = node(HOUR);
        this.load.submit(List.of(first.store(), second.store()), () -> {
            this.redis.freeze();
            second.gate().calls().set(0);
        });

        this.load.assertThatEachKeyRan(1);
        assertThat(second.store().state().degraded()).isTrue();
        assertThat(second.gate().calls().get()).isLessThanOrEqualTo(20 + MOST_CALLS_OF_ALL_THREADS_AT_ONCE);
        this.redis.thaw();
        awaitAnswersOfTheGate(first);
    }

    @Test
    void redisIsEmptied() throws Exception {
        Node first = patientNode();
        Node second = patientNode();
        this.load.submit(
                List.of(first.store(), second.store()),
                () -> inRedis(connection -> connection.serverCommands().flushAll()));

        this.load.assertThatEachKeyRan(1);
        assertThat(first.store().state().degraded()).isFalse();
    }

    @Test
    void redisIsFilledWithGarbage() throws Exception {
        Node first = patientNode();
        Node second = patientNode();
        this.load.submit(List.of(first.store(), second.store()), () -> inRedis(this::fillWithGarbage));

        this.load.assertThatEachKeyRan(1);
        assertThat(first.store().state().degraded()).isFalse();
    }

    private void fillWithGarbage(RedisConnection connection) {
        for (int i = 0; i < this.load.keys().size(); i++) {
            byte[] key = bytes("gate:" + this.load.keys().get(i));
            byte[] before = connection.stringCommands().get(key);
            switch (i % 5) {
                case 0 -> replace(connection, key, "RPUSH", bytes("an"), bytes("item"));
                case 1 -> connection.stringCommands().set(key, bytes("garbage"));
                case 2 -> replace(connection, key, "HSET", bytes("a"), bytes("b"));
                case 3 -> connection.stringCommands().set(key, otherFormat(before));
                default -> connection.stringCommands().set(key, spoilt(before));
            }
        }
    }

    /** In one go: the nodes under load write to the same key. */
    private static void replace(RedisConnection connection, byte[] key, String command, byte[] first, byte[] second) {
        connection
                .scriptingCommands()
                .eval(
                        bytes("redis.call('DEL', KEYS[1]) return redis.call(ARGV[1], KEYS[1], ARGV[2], ARGV[3])"),
                        ReturnType.INTEGER,
                        1,
                        key,
                        bytes(command),
                        first,
                        second);
    }

    /** Half of the keys that the snapshot calls completed were forgotten since, and half have expired. */
    @Test
    void redisIsPutBackToASnapshot() throws Exception {
        Node forgetting = node(Duration.ofMillis(100));
        this.load.submit(List.of(forgetting.store()), () -> {});
        this.redis.snapshot();
        for (int i = 0; i < this.load.keys().size(); i++) {
            String key = this.load.keys().get(i);
            if (i % 2 == 0) {
                forgetting.store().forget(key);
            } else {
                new RecordAging(this.dataSource).passExpiry(key);
            }
        }
        this.redis.kill();
        this.redis.restart();
        inRedis(connection -> assertThat(connection
                        .stringCommands()
                        .get(bytes("gate:" + this.load.keys().get(0))))
                .isNotNull());

        this.load.submit(
                List.of(
                        node(Duration.ofMillis(100)).store(),
                        node(Duration.ofMillis(100)).store()),
                () -> {});

        this.load.assertThatEachKeyRan(2);
    }

    /** The copies are on their way to the frozen server when the keys are forgotten. */
    @Test
    void keysAreForgottenWhileRedisIsFrozen() {
        Node node = node(Duration.ofMillis(100));
        Node other = node(Duration.ofMillis(100));
        List<Claim> claims =
                List.of(granted(node.store(), "a"), granted(node.store(), "b"), granted(node.store(), "c"));
        node.store().complete(claims.get(0), StoredResult.NONE, HOUR);
        assertThat(other.store().claim(request("a"))).isInstanceOf(ClaimOutcome.Blocked.class);
        this.redis.freeze();
        node.store().complete(claims.get(1), StoredResult.NONE, HOUR);
        node.store().complete(claims.get(2), StoredResult.NONE, HOUR);

        for (String key : List.of("a", "b", "c")) {
            assertThat(node.store().forget(key)).isTrue();
        }
        granted(node.store(), "a");
        this.redis.thaw();
        await().untilAsserted(() -> {
            node.store().purge(1000);
            assertThat(node.store().state().degraded()).isFalse();
        });
        node.store().purge(1000);

        assertThat(other.store().claim(request("a")))
                .isInstanceOfSatisfying(
                        ClaimOutcome.Blocked.class,
                        blocked -> assertThat(blocked.record().status()).isEqualTo(RecordStatus.RUNNING));
        granted(other.store(), "b");
        granted(other.store(), "c");
    }

    private void awaitAnswersOfTheGate(Node node) {
        String key = this.load.keys().get(0);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(node.store().claim(request(key))).isInstanceOf(ClaimOutcome.Blocked.class);
            assertThat(node.store().state().degraded()).isFalse();
            assertThat(node.gate().gate().ask(List.of(key)).get(0).completed()).isNotNull();
        });
    }

    private void restart() {
        try {
            this.redis.restart();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static byte[] otherFormat(byte @Nullable [] copy) {
        byte[] other = copy == null ? bytes("\u0002D") : copy.clone();
        other[0] = 2;
        return other;
    }

    private static byte[] spoilt(byte @Nullable [] copy) {
        byte[] spoilt = copy == null ? bytes("\u0001D") : copy.clone();
        spoilt[spoilt.length - 1] ^= 1;
        return spoilt;
    }

    private void inRedis(Consumer<RedisConnection> work) {
        LettuceConnectionFactory connections = RedisConnections.lettuce(this.redis.host(), this.redis.port());
        try (RedisConnection connection = connections.getConnection()) {
            work.accept(connection);
        } finally {
            connections.destroy();
        }
    }

    private static Claim granted(IdempotencyStore store, String key) {
        ClaimOutcome outcome = store.claim(request(key));
        assertThat(outcome).as(key).isInstanceOf(ClaimOutcome.Granted.class);
        return ((ClaimOutcome.Granted) outcome).claim();
    }

    private static ClaimRequest request(String key) {
        return new ClaimRequest(key, UUID.randomUUID(), Duration.ofMinutes(5), HOUR, null);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private record Node(TieredIdempotencyStore store, CountedGate gate, LettuceConnectionFactory connections) {

        void close() {
            this.store.close();
            this.connections.destroy();
        }
    }
}
