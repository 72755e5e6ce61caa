package dev.idempotency.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.StoredResult;
import dev.idempotency.testing.RedisTestServer;

import static org.assertj.core.api.Assertions.assertThat;

/** What a record costs in the server's memory, and for how long. */
class RedisFootprintTests {

    private static final LettuceConnectionFactory connections = RedisConnections.lettuce(
            RedisTestServer.shared().host(), RedisTestServer.shared().port());

    // 30 characters, behind the default prefix. Measured on Redis 6.2 and 7.0: 168 bytes when completed.
    private final String key = UUID.randomUUID().toString().substring(0, 30);
    private final RedisIdempotencyStore store = new RedisIdempotencyStore(connections, "idempotency");

    @AfterAll
    static void disconnect() {
        connections.destroy();
    }

    @Test
    void aCompletedVoidRecordTakesNoMoreThan220Bytes() {
        assertThat(this.store.complete(granted(Duration.ofHours(1)), StoredResult.NONE, Duration.ofHours(1)))
                .isTrue();

        assertThat(ask("return redis.call('MEMORY', 'USAGE', KEYS[1], 'SAMPLES', 0)"))
                .isBetween(100L, 220L);
    }

    @Test
    void aKeyLivesNoShorterThanItsRecordAndNotMuchLonger() {
        Duration hour = Duration.ofHours(1);
        Claim claim = granted(hour);
        assertThat(remaining()).isBetween(hour.minusMinutes(1), hour);

        Claim longer = new Claim(this.key, claim.owner(), claim.fencingToken(), 1, hour.multipliedBy(3));
        assertThat(this.store.renew(List.of(longer))).isEmpty();
        assertThat(remaining()).isBetween(hour.multipliedBy(3).minusMinutes(1), hour.multipliedBy(3));

        assertThat(this.store.complete(claim, StoredResult.NONE, hour.multipliedBy(2)))
                .isTrue();
        assertThat(remaining()).isBetween(hour.multipliedBy(2).minusMinutes(1), hour.multipliedBy(2));
    }

    @Test
    void whatIsForgottenLeavesATombstoneForAWhile() {
        assertThat(this.store.complete(granted(Duration.ofMinutes(1)), StoredResult.NONE, Duration.ofSeconds(5)))
                .isTrue();
        assertThat(this.store.forget(this.key)).isTrue();

        assertThat(remaining()).isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
    }

    private Claim granted(Duration retention) {
        ClaimRequest request = new ClaimRequest(this.key, UUID.randomUUID(), Duration.ofMinutes(1), retention, null);
        return ((ClaimOutcome.Granted) this.store.claim(request)).claim();
    }

    private Duration remaining() {
        return Duration.ofMillis(ask("return redis.call('PTTL', KEYS[1])"));
    }

    private long ask(String script) {
        try (RedisConnection connection = connections.getConnection()) {
            Long answer = connection
                    .scriptingCommands()
                    .eval(bytes(script), ReturnType.INTEGER, 1, bytes("idempotency:" + this.key));
            return answer == null ? -1 : answer;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
