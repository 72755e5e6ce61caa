package dev.idempotency.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisScriptingCommands;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;

import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.Completion;
import dev.idempotency.store.StoredResult;
import dev.idempotency.testing.RedisTestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

/** A connection that cannot pipeline, as that of Jedis to a cluster, and a cluster of which one node forgot a script. */
@Timeout(60)
class RedisScriptRunnerTests {

    private static final Duration HOUR = Duration.ofHours(1);

    private final JedisConnectionFactory jedis = RedisConnections.jedis(
            RedisTestServer.shared().host(), RedisTestServer.shared().port());
    private final RedisConnection connection = spy(this.jedis.getConnection());
    private final RedisScriptingCommands commands = spy(this.connection.scriptingCommands());
    private final String keyPrefix = "test-" + UUID.randomUUID();
    private final RedisIdempotencyStore store = new RedisIdempotencyStore(factory(), this.keyPrefix);

    private RedisConnectionFactory factory() {
        RedisConnectionFactory factory = mock();
        when(factory.getConnection()).thenReturn(this.connection);
        doThrow(new InvalidDataAccessApiUsageException("Pipeline is not supported"))
                .when(this.connection)
                .openPipeline();
        doReturn(this.commands).when(this.connection).scriptingCommands();
        return factory;
    }

    @AfterEach
    void disconnect() {
        this.jedis.destroy();
    }

    @Test
    void asksKeyByKeyWhereThereIsNoPipeline() {
        List<Claim> claims = claimed("a", "b", "c");

        clearInvocations(this.commands);
        assertThat(this.store.renew(claims)).isEmpty();
        verify(this.commands, times(3)).evalSha(anyString(), any(), anyInt(), any(byte[][].class));
        assertThat(this.store.completeAll(completions(claims))).isEmpty();
        assertThat(this.store.completeAll(completions(claims))).isEqualTo(claims);
    }

    /** Run twice, a completion would look as if its key had been lost. */
    @Test
    void runsAgainOnlyWhatTheNodeOfItsKeyDidNotKnow() {
        List<Claim> claims = claimed("a", "b", "c");
        doAnswer(call -> {
                    if (Arrays.equals(call.getArgument(3), (this.keyPrefix + ":b").getBytes(StandardCharsets.UTF_8))) {
                        throw new RedisSystemException("NOSCRIPT No matching script", null);
                    }
                    return call.callRealMethod();
                })
                .when(this.commands)
                .evalSha(anyString(), any(), anyInt(), any(byte[][].class));

        assertThat(this.store.completeAll(completions(claims))).isEmpty();

        verify(this.commands).eval(any(), any(), anyInt(), any(byte[][].class));
    }

    private List<Claim> claimed(String... keys) {
        List<ClaimRequest> requests = IntStream.range(0, keys.length)
                .mapToObj(i -> new ClaimRequest(keys[i], UUID.randomUUID(), Duration.ofMinutes(1), HOUR, null))
                .toList();
        return this.store.claimAll(requests).stream()
                .map(outcome -> ((ClaimOutcome.Granted) outcome).claim())
                .toList();
    }

    private static List<Completion> completions(List<Claim> claims) {
        return claims.stream()
                .map(claim -> new Completion(claim, StoredResult.NONE, HOUR))
                .toList();
    }
}
