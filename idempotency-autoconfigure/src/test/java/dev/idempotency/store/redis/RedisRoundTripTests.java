package dev.idempotency.store.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.StoredResult;
import dev.idempotency.testing.RedisTestServer;
import dev.idempotency.testing.RedisWireTap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/** What the store costs, counted on the wire. */
@Timeout(60)
class RedisRoundTripTests {

    private static final Duration HOUR = Duration.ofHours(1);

    private static RedisWireTap tap;
    private static LettuceConnectionFactory lettuce;
    private static JedisConnectionFactory jedis;

    private final String keyPrefix = "test-" + UUID.randomUUID();

    @BeforeAll
    static void connect() throws IOException {
        tap = new RedisWireTap(RedisTestServer.shared());
        lettuce = RedisConnections.lettuce(tap.host(), tap.port());
        jedis = RedisConnections.jedis(tap.host(), tap.port());
    }

    @AfterAll
    static void disconnect() throws IOException {
        lettuce.destroy();
        jedis.destroy();
        tap.close();
    }

    static Stream<Arguments> drivers() {
        return Stream.of(argumentSet("Lettuce", lettuce), argumentSet("Jedis", jedis));
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void aFirstExecutionIsTwoRoundTripsAndADuplicateOneWithItsResult(RedisConnectionFactory driver) {
        RedisIdempotencyStore store = warmStore(driver);

        assertThat(store.complete(granted(store, "a"), StoredResult.value(new byte[100]), HOUR))
                .isTrue();
        assertThat(tap.commands()).containsExactly("EVALSHA", "EVALSHA");

        tap.clear();
        ClaimOutcome duplicate = store.claim(request("a"));
        assertThat(((ClaimOutcome.Blocked) duplicate).record().result()).isEqualTo(StoredResult.value(new byte[100]));
        assertThat(tap.commands()).containsExactly("EVALSHA");
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void aRenewalOfOneClaimIsOneRoundTrip(RedisConnectionFactory driver) {
        RedisIdempotencyStore store = warmStore(driver);
        Claim claim = granted(store, "a");
        tap.clear();

        assertThat(store.renew(List.of(claim))).isEmpty();

        assertThat(tap.commands()).containsExactly("EVALSHA");
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void aRenewalOfManyClaimsWaitsForNoAnswerBeforeAllAreSent(RedisConnectionFactory driver) {
        RedisIdempotencyStore store = warmStore(driver);
        List<Claim> claims =
                IntStream.range(0, 50).mapToObj(i -> granted(store, "k" + i)).toList();
        tap.clear();
        tap.holdAnswersUntilScripts(50);

        assertThat(store.renew(claims)).isEmpty();

        assertThat(scripts()).hasSize(50).containsOnly("EVALSHA");
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void scriptsThatTheServerHasForgottenAreSentAgain(RedisConnectionFactory driver) {
        RedisIdempotencyStore store = warmStore(driver);
        Claim first = granted(store, "a");
        forgetScripts(driver);
        Claim second = granted(store, "b");
        assertThat(scripts()).containsExactly("EVALSHA", "EVAL");

        forgetScripts(driver);
        assertThat(store.renew(List.of(first, second))).isEmpty();
        assertThat(scripts()).containsExactly("EVALSHA", "EVALSHA", "EVAL", "EVAL");

        forgetScripts(driver);
        assertThat(store.complete(first, StoredResult.NONE, HOUR)).isTrue();
        assertThat(scripts()).containsExactly("EVALSHA", "EVAL");
    }

    private RedisIdempotencyStore warmStore(RedisConnectionFactory driver) {
        tap.clear();
        RedisIdempotencyStore store = new RedisIdempotencyStore(driver, this.keyPrefix);
        Claim warm = granted(store, "warm");
        store.renew(List.of(warm));
        assertThat(store.complete(warm, StoredResult.NONE, HOUR)).isTrue();
        tap.clear();
        return store;
    }

    private static void forgetScripts(RedisConnectionFactory driver) {
        try (RedisConnection connection = driver.getConnection()) {
            connection.scriptingCommands().scriptFlush();
        }
        tap.clear();
    }

    private static List<String> scripts() {
        return tap.commands().stream().filter(name -> name.startsWith("EVAL")).toList();
    }

    private static ClaimRequest request(String key) {
        return new ClaimRequest(key, UUID.randomUUID(), Duration.ofMinutes(1), HOUR, null);
    }

    private static Claim granted(RedisIdempotencyStore store, String key) {
        return ((ClaimOutcome.Granted) store.claim(request(key))).claim();
    }
}
