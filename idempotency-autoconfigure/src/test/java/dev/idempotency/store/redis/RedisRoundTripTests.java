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
import dev.idempotency.store.Completion;
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

        assertThat(tap.commands()).hasSize(50).containsOnly("EVALSHA");
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void claimsAndCompletionsOfManyKeysWaitForNoAnswerBeforeAllAreSent(RedisConnectionFactory driver) {
        RedisIdempotencyStore store = warmStore(driver);
        List<ClaimRequest> requests =
                IntStream.range(0, 250).mapToObj(i -> request("k" + i)).toList();
        store.completeAll(completions(store.claimAll(requests.subList(0, 125))));

        tap.clear();
        tap.holdAnswersUntilScripts(250);
        List<ClaimOutcome> outcomes = store.claimAll(requests);
        assertThat(tap.commands()).hasSize(250).containsOnly("EVALSHA");
        assertThat(outcomes.subList(0, 125)).allMatch(ClaimOutcome.Blocked.class::isInstance);
        assertThat(outcomes.subList(125, 250)).allMatch(ClaimOutcome.Granted.class::isInstance);

        List<ClaimOutcome> more = store.claimAll(
                IntStream.range(250, 500).mapToObj(i -> request("k" + i)).toList());
        tap.clear();
        tap.holdAnswersUntilScripts(250);
        assertThat(store.completeAll(completions(more))).isEmpty();
        assertThat(tap.commands()).hasSize(250).containsOnly("EVALSHA");
    }

    private static List<Completion> completions(List<ClaimOutcome> outcomes) {
        return outcomes.stream()
                .map(outcome -> ((ClaimOutcome.Granted) outcome).claim())
                .map(claim -> new Completion(claim, StoredResult.value(new byte[100]), HOUR))
                .toList();
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

        forgetScripts(driver);
        List<ClaimOutcome> outcomes = store.claimAll(List.of(request("a"), request("c"), request("d")));
        assertThat(outcomes.get(0)).isInstanceOf(ClaimOutcome.Blocked.class);
        assertThat(scripts()).containsExactly("EVALSHA", "EVALSHA", "EVALSHA", "EVAL", "EVAL", "EVAL");

        forgetScripts(driver);
        assertThat(store.completeAll(completions(outcomes.subList(1, 3)))).isEmpty();
        assertThat(scripts()).containsExactly("EVALSHA", "EVALSHA", "EVAL", "EVAL");
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
