package dev.idempotency.store.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.Completion;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredResult;
import dev.idempotency.testing.RedisTestServer;
import dev.idempotency.testing.RedisWireTap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A master with one replica. */
@Timeout(60)
class RedisReplicaAcknowledgementTests {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration ACK_TIMEOUT = Duration.ofMillis(200);

    private static RedisTestServer master;
    private static RedisTestServer replica;
    private static RedisWireTap tap;
    private static LettuceConnectionFactory lettuce;
    private static JedisConnectionFactory jedis;

    private final String keyPrefix = "acks-" + UUID.randomUUID();

    @BeforeAll
    static void replicate() throws IOException {
        master = RedisTestServer.start();
        replica = RedisTestServer.start();
        tap = new RedisWireTap(master);
        lettuce = RedisConnections.lettuce(tap.host(), tap.port());
        jedis = RedisConnections.jedis(tap.host(), tap.port());
        try (RedisConnection connection = lettuce.getConnection()) {
            connection.serverCommands().setConfig("repl-diskless-sync-delay", "0");
        }
        LettuceConnectionFactory toReplica = RedisConnections.lettuce(replica.host(), replica.port());
        try (RedisConnection connection = toReplica.getConnection()) {
            connection.execute("REPLICAOF", bytes(master.peerHost()), bytes(Integer.toString(master.peerPort())));
        } finally {
            toReplica.destroy();
        }
        // A replica that is called online may not acknowledge yet.
        RedisIdempotencyStore store = new RedisIdempotencyStore(lettuce, "warm-up", 1, ACK_TIMEOUT);
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptionsInstanceOf(IdempotencyStoreException.class)
                .until(() -> store.claim(request("a")) != null);
    }

    @AfterAll
    static void stop() throws IOException {
        lettuce.destroy();
        jedis.destroy();
        tap.close();
        replica.close();
        master.close();
    }

    @Test
    void claimsAndCompletionsWaitForTheReplicaAndDuplicatesDoNot() {
        RedisIdempotencyStore store = new RedisIdempotencyStore(lettuce, this.keyPrefix, 1, ACK_TIMEOUT);
        assertThat(store.complete(granted(store, "warm"), StoredResult.NONE, HOUR))
                .isTrue();
        tap.clear();

        Claim claim = granted(store, "a");
        assertThat(store.complete(claim, StoredResult.NONE, HOUR)).isTrue();
        assertThat(store.claim(request("a"))).isInstanceOf(ClaimOutcome.Blocked.class);

        assertThat(tap.commands()).containsExactly("EVALSHA", "WAIT", "EVALSHA", "WAIT", "EVALSHA");
    }

    @Test
    void aBatchWaitsOnceForTheReplicaAndOneOfDuplicatesDoesNot() {
        RedisIdempotencyStore store = new RedisIdempotencyStore(lettuce, this.keyPrefix, 1, ACK_TIMEOUT);
        assertThat(store.complete(granted(store, "warm"), StoredResult.NONE, HOUR))
                .isTrue();
        tap.clear();

        List<Claim> claims = store.claimAll(List.of(request("a"), request("b"), request("warm"))).stream()
                .filter(ClaimOutcome.Granted.class::isInstance)
                .map(outcome -> ((ClaimOutcome.Granted) outcome).claim())
                .toList();
        assertThat(claims).hasSize(2);
        assertThat(tap.commands()).containsExactly("EVALSHA", "EVALSHA", "EVALSHA", "WAIT");

        tap.clear();
        assertThat(store.completeAll(completions(claims))).isEmpty();
        assertThat(tap.commands()).containsExactly("EVALSHA", "EVALSHA", "WAIT");

        tap.clear();
        assertThat(store.completeAll(completions(claims))).isEqualTo(claims);
        assertThat(store.claimAll(List.of(request("a"), request("b"))))
                .allMatch(ClaimOutcome.Blocked.class::isInstance);
        assertThat(tap.commands()).containsOnly("EVALSHA");
    }

    @Test
    void aBatchOfClaimsThatTooFewReplicasHaveIsAnErrorAndIsGivenBackUncounted() {
        RedisIdempotencyStore strict = new RedisIdempotencyStore(lettuce, this.keyPrefix, 2, ACK_TIMEOUT);
        RedisIdempotencyStore plain = new RedisIdempotencyStore(lettuce, this.keyPrefix);
        Claim held = granted(plain, "held");

        assertThatExceptionOfType(IdempotencyStoreException.class)
                .isThrownBy(() -> strict.claimAll(List.of(request("a"), request("held"), request("b"))))
                .withMessage("Redis could not claim keys: not acknowledged by 2 replicas within 200 ms, but by 1");

        assertThat(granted(plain, "a").attempt()).isOne();
        assertThat(granted(plain, "b").attempt()).isOne();
        assertThat(plain.complete(held, StoredResult.NONE, HOUR)).isTrue();
    }

    @Test
    void aBatchOfCompletionsThatTooFewReplicasHaveIsAnErrorAndStands() {
        RedisIdempotencyStore strict = new RedisIdempotencyStore(lettuce, this.keyPrefix, 2, ACK_TIMEOUT);
        Claim claim = granted(new RedisIdempotencyStore(lettuce, this.keyPrefix), "a");

        assertThatExceptionOfType(IdempotencyStoreException.class)
                .isThrownBy(() -> strict.completeAll(completions(List.of(claim))))
                .withMessageContaining("complete executions: not acknowledged by 2 replicas");

        assertThat(strict.find("a").orElseThrow().status()).isEqualTo(RecordStatus.DONE);
    }

    private static List<Completion> completions(List<Claim> claims) {
        return claims.stream()
                .map(claim -> new Completion(claim, StoredResult.NONE, HOUR))
                .toList();
    }

    @Test
    void aClaimThatTooFewReplicasHaveIsAnErrorAndIsGivenBack() {
        RedisIdempotencyStore strict = new RedisIdempotencyStore(lettuce, this.keyPrefix, 2, ACK_TIMEOUT);

        assertThatExceptionOfType(IdempotencyStoreException.class)
                .isThrownBy(() -> granted(strict, "a"))
                .withMessage("Redis could not claim a key: not acknowledged by 2 replicas within 200 ms, but by 1");

        assertThat(granted(new RedisIdempotencyStore(lettuce, this.keyPrefix), "a")
                        .attempt())
                .isOne();
    }

    @Test
    void aCompletionThatTooFewReplicasHaveIsAnErrorAndStands() {
        RedisIdempotencyStore strict = new RedisIdempotencyStore(lettuce, this.keyPrefix, 2, ACK_TIMEOUT);
        Claim claim = granted(new RedisIdempotencyStore(lettuce, this.keyPrefix), "a");

        assertThatExceptionOfType(IdempotencyStoreException.class)
                .isThrownBy(() -> strict.complete(claim, StoredResult.NONE, HOUR))
                .withMessageContaining("complete an execution: not acknowledged by 2 replicas");

        assertThat(strict.find("a").orElseThrow().status()).isEqualTo(RecordStatus.DONE);
    }

    @Test
    void jedisIsRefusedSinceItMightAskOnAnotherSocket() {
        RedisIdempotencyStore store = new RedisIdempotencyStore(jedis, this.keyPrefix, 1, ACK_TIMEOUT);

        assertThatExceptionOfType(IdempotencyStoreException.class)
                .isThrownBy(() -> granted(store, "a"))
                .withMessageContaining("min-replicas-ack needs Lettuce");
    }

    private static ClaimRequest request(String key) {
        return new ClaimRequest(key, UUID.randomUUID(), Duration.ofMinutes(1), HOUR, null);
    }

    private static Claim granted(RedisIdempotencyStore store, String key) {
        return ((ClaimOutcome.Granted) store.claim(request(key))).claim();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
