package dev.idempotency.store.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.function.Consumer;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.Completion;
import dev.idempotency.store.StoredFailure;
import dev.idempotency.store.StoredResult;
import dev.idempotency.testing.RedisTestServer;
import dev.idempotency.testing.RedisWireTap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What goes wrong with Redis is an error, never a duplicate and never a grant. */
@Timeout(60)
class RedisFaultTests {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final String PREFIX = "faults";

    private static final RedisTestServer server = RedisTestServer.start();
    private static final LettuceConnectionFactory connections = RedisConnections.lettuce(server.host(), server.port());

    private final RedisIdempotencyStore store = new RedisIdempotencyStore(connections, PREFIX);
    private final String key = "key-" + UUID.randomUUID();
    private final Claim someClaim = new Claim(this.key, UUID.randomUUID(), 1, 1, HOUR);

    @AfterAll
    static void stop() {
        connections.destroy();
        server.close();
    }

    @Test
    void somethingElseUnderTheKeyIsAnErrorOfEveryOperation() {
        for (String foreign : List.of("hello", "", "x".repeat(100), "\u0001D", "\u0001?" + "x".repeat(100))) {
            inRedis(redis -> redis.stringCommands().set(redisKey(), bytes(foreign)));

            everyOperationFails("this version reads 1|damaged");
            assertThat(this.store.renew(List.of(this.someClaim))).containsExactly(this.someClaim);
            inRedis(redis -> assertThat(redis.stringCommands().get(redisKey())).isEqualTo(bytes(foreign)));
        }
    }

    @Test
    void aRecordOfANewerFormatIsRefusedByName() {
        granted(this.key);
        inRedis(redis -> redis.stringCommands().setRange(redisKey(), new byte[] {2}, 0));

        everyOperationFails("record format 2, this version reads 1");
    }

    @Test
    void anotherTypeUnderTheKeyIsAnErrorOfEveryOperation() {
        inRedis(redis -> redis.listCommands().rPush(redisKey(), bytes("item")));

        everyOperationFails("something else than a record");
    }

    @Test
    void aBatchWithAKeyOfAnotherTypeGivesBackWhatItWasGrantedUncounted() {
        inRedis(redis -> redis.listCommands().rPush(redisKey(), bytes("item")));
        String other = this.key + "-other";

        fails(() -> this.store.claimAll(List.of(request(this.key), request(other))), "something else than a record");

        assertThat(granted(other).attempt()).isOne();
    }

    @Test
    void oneKeyOfAnotherTypeDoesNotKeepOthersFromBeingRenewed() {
        Claim held = granted(this.key + "-held");
        Claim overwritten = granted(this.key);
        inRedis(redis -> {
            redis.keyCommands().del(redisKey());
            redis.listCommands().rPush(redisKey(), bytes("item"));
        });

        assertThat(this.store.renew(List.of(held, overwritten))).containsExactly(overwritten);
    }

    @Test
    void duplicatesAreAPureRead() {
        Claim claim = granted(this.key);
        inRedis(redis -> redis.serverCommands().resetConfigStats());
        blocked();
        assertThat(this.store.complete(claim, StoredResult.NONE, HOUR)).isTrue();
        inRedis(redis -> redis.serverCommands().resetConfigStats());
        for (int i = 0; i < 10; i++) {
            blocked();
        }

        inRedis(redis -> {
            Properties calls = redis.serverCommands().info("commandstats");
            assertThat(calls).containsKey("cmdstat_get").doesNotContainKey("cmdstat_set");
        });
    }

    @Test
    void aFullServerRefusesNewKeysAndStillAnswersDuplicates() {
        Claim claim = granted(this.key);
        assertThat(this.store.complete(claim, StoredResult.NONE, HOUR)).isTrue();
        inRedis(redis -> redis.serverCommands().setConfig("maxmemory", "1"));
        try {
            fails(() -> granted(this.key + "-new"), "maxmemory");
            blocked();
        } finally {
            inRedis(redis -> redis.serverCommands().setConfig("maxmemory", "0"));
        }
        granted(this.key + "-new");
    }

    @Test
    void aReplicaRefusesClaims() {
        inRedis(redis -> redis.execute("REPLICAOF", bytes("127.0.0.1"), bytes("1")));
        try {
            fails(() -> granted(this.key), "replica");
        } finally {
            inRedis(redis -> redis.execute("REPLICAOF", bytes("NO"), bytes("ONE")));
        }
    }

    @Test
    void aServerThatIsNotThereIsAnError() throws IOException {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        LettuceConnectionFactory refused = RedisConnections.lettuce("127.0.0.1", nobody);
        try {
            RedisIdempotencyStore unreachable = new RedisIdempotencyStore(refused, PREFIX);
            fails(() -> unreachable.claim(request(this.key)), "Redis could not claim a key: no connection");
            fails(() -> unreachable.renew(List.of(this.someClaim, this.someClaim)), "renew leases: no connection");
            fails(() -> unreachable.claimAll(List.of(request(this.key))), "claim keys: no connection");
        } finally {
            refused.destroy();
        }
    }

    @Test
    void anAnswerThatDoesNotComeIsAnErrorThatSaysSo() throws IOException {
        try (RedisWireTap tap = new RedisWireTap(server)) {
            LettuceConnectionFactory slow = RedisConnections.lettuce(tap.host(), tap.port(), Duration.ofMillis(200));
            try {
                tap.holdAnswersUntilScripts(Integer.MAX_VALUE);
                RedisIdempotencyStore unanswered = new RedisIdempotencyStore(slow, PREFIX);
                fails(() -> unanswered.claim(request(this.key)), "whether it was done is unknown");
                fails(() -> unanswered.renew(List.of(this.someClaim, this.someClaim)), "no answer in time");
                fails(() -> unanswered.claimAll(List.of(request(this.key))), "claim keys: no answer in time");
            } finally {
                slow.destroy();
            }
        }
    }

    @Test
    void aClaimThatIsRepeatedAfterALostAnswerIsGranted() throws IOException {
        ClaimRequest request = request(this.key);
        List<ClaimRequest> batch = List.of(request(this.key + "-a"), request(this.key + "-b"));
        try (RedisWireTap tap = new RedisWireTap(server)) {
            LettuceConnectionFactory slow = RedisConnections.lettuce(tap.host(), tap.port(), Duration.ofMillis(200));
            try {
                tap.holdAnswersUntilScripts(Integer.MAX_VALUE);
                RedisIdempotencyStore unanswered = new RedisIdempotencyStore(slow, PREFIX);
                fails(() -> unanswered.claim(request), "no answer in time");
                fails(() -> unanswered.claimAll(batch), "no answer in time");
            } finally {
                slow.destroy();
            }
        }

        assertThat(this.store.claim(request)).isInstanceOf(ClaimOutcome.Granted.class);
        assertThat(this.store.claimAll(batch)).allMatch(ClaimOutcome.Granted.class::isInstance);
    }

    private void everyOperationFails(String message) {
        fails(() -> this.store.claim(request(this.key)), message);
        fails(() -> this.store.complete(this.someClaim, StoredResult.NONE, HOUR), message);
        fails(() -> this.store.claimAll(List.of(request(this.key + "-a"), request(this.key))), message);
        fails(() -> this.store.completeAll(List.of(new Completion(this.someClaim, StoredResult.NONE, HOUR))), message);
        fails(() -> this.store.fail(this.someClaim, new StoredFailure("a.B", null, false), HOUR, HOUR), message);
        fails(() -> this.store.release(this.someClaim, HOUR), message);
        fails(() -> this.store.find(this.key), message);
        fails(() -> this.store.forget(this.key), message);
    }

    private void fails(ThrowingCallable operation, String pattern) {
        assertThatExceptionOfType(IdempotencyStoreException.class)
                .isThrownBy(operation)
                .satisfies(ex ->
                        assertThat(ex.getMessage()).containsPattern(pattern).doesNotContain(this.key))
                .withCauseInstanceOf(RuntimeException.class);
    }

    private Claim granted(String name) {
        return ((ClaimOutcome.Granted) this.store.claim(request(name))).claim();
    }

    private void blocked() {
        assertThat(this.store.claim(request(this.key))).isInstanceOf(ClaimOutcome.Blocked.class);
    }

    private static ClaimRequest request(String name) {
        return new ClaimRequest(name, UUID.randomUUID(), Duration.ofMinutes(1), HOUR, null);
    }

    private static void inRedis(Consumer<RedisConnection> work) {
        try (RedisConnection connection = connections.getConnection()) {
            work.accept(connection);
        }
    }

    private byte[] redisKey() {
        return bytes(PREFIX + ":" + this.key);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
