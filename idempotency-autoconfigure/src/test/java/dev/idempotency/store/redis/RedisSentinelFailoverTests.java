package dev.idempotency.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredResult;
import dev.idempotency.testing.RedisTestSentinel;
import dev.idempotency.testing.RedisTestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The master is killed under load and its replica takes over. Replication is asynchronous: what the master has
 * acknowledged and the replica has not received is lost, unless the acknowledgement waited for the replica.
 */
@Timeout(120)
class RedisSentinelFailoverTests {

    private static final Logger logger = LoggerFactory.getLogger(RedisSentinelFailoverTests.class);

    private static final int THREADS = 8;
    private static final int KEYS_BEFORE = 2000;
    private static final Duration HOUR = Duration.ofHours(1);

    private final RedisTestServer master = RedisTestServer.start("repl-diskless-sync-delay 0");
    private final RedisTestServer replica = RedisTestServer.start();
    private RedisTestSentinel sentinel;
    private LettuceConnectionFactory connections;

    @BeforeEach
    void replicate() {
        LettuceConnectionFactory toReplica = RedisConnections.lettuce(this.replica.host(), this.replica.port());
        try (RedisConnection connection = toReplica.getConnection()) {
            connection.execute(
                    "REPLICAOF", bytes(this.master.peerHost()), bytes(Integer.toString(this.master.peerPort())));
        } finally {
            toReplica.destroy();
        }
        this.sentinel = RedisTestSentinel.over(this.master);
        this.connections = RedisConnections.lettuce(this.sentinel, Duration.ofSeconds(2));
        RedisIdempotencyStore warmUp = store(this.connections, 1);
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptionsInstanceOf(IdempotencyStoreException.class)
                .until(() -> warmUp.claim(request("warm-up")) != null);
        await().atMost(Duration.ofSeconds(30)).until(this::sentinelKnowsTheReplica);
    }

    private boolean sentinelKnowsTheReplica() {
        return this.connections
                        .getSentinelConnection()
                        .replicas(() -> RedisTestSentinel.MASTER)
                        .size()
                == 1;
    }

    @AfterEach
    void stop() {
        this.connections.destroy();
        this.master.close();
        this.sentinel.close();
        this.replica.close();
    }

    private static RedisIdempotencyStore store(LettuceConnectionFactory connections, int replicasThatAcknowledge) {
        return new RedisIdempotencyStore(connections, "failover", replicasThatAcknowledge, Duration.ofMillis(500));
    }

    private static ClaimRequest request(String key) {
        return new ClaimRequest(key, UUID.randomUUID(), Duration.ofMinutes(1), HOUR, null);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void losesNothingThatAReplicaHasAcknowledged() {
        Load load = new Load(store(this.connections, 1));
        load.runWhileTheMasterIsKilled();
        assertThat(load.lost()).isEmpty();
        assertThat(load.errors).as("calls that failed in between").hasPositiveValue();
    }

    /** How much it is depends on the machine. What is asserted is that it is nothing else than what was replaced. */
    @Test
    void withoutAcknowledgementLosesAtMostWhatWasUnderWayToTheReplica() {
        Load load = new Load(store(this.connections, 0));
        load.runWhileTheMasterIsKilled();
        List<String> lost = load.lost();
        logger.warn("{} of {} completions were lost at the failover", lost.size(), load.completed.size());
        assertThat(lost).as("keys that were completed long before").noneMatch(key -> key.startsWith("before"));
    }

    /** Threads that claim and complete keys of their own, before and during a failover. */
    private final class Load {

        private final RedisIdempotencyStore store;
        private final Queue<String> completed = new ConcurrentLinkedQueue<>();
        private final AtomicInteger errors = new AtomicInteger();

        Load(RedisIdempotencyStore store) {
            this.store = store;
        }

        void runWhileTheMasterIsKilled() {
            run("before", KEYS_BEFORE);
            AtomicBoolean over = new AtomicBoolean();
            List<CompletableFuture<Void>> threads = IntStream.range(0, THREADS)
                    .mapToObj(thread -> CompletableFuture.runAsync(() -> {
                        for (int i = 0; !over.get(); i++) {
                            complete("during-" + thread + "-" + i);
                        }
                    }))
                    .toList();
            await().until(() -> this.completed.size() > KEYS_BEFORE * 3 / 2);
            RedisSentinelFailoverTests.this.master.crash();
            RedisIdempotencyStore onNewMaster = store(RedisSentinelFailoverTests.this.connections, 0);
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptionsInstanceOf(IdempotencyStoreException.class)
                    .until(() -> onNewMaster.claim(request("probe-" + UUID.randomUUID())) != null);
            over.set(true);
            threads.forEach(CompletableFuture::join);
        }

        private void run(String name, int keys) {
            IntStream.range(0, keys).parallel().forEach(i -> complete(name + "-" + i));
        }

        /** Whether that was acknowledged. */
        private boolean complete(String key) {
            try {
                Claim claim = ((ClaimOutcome.Granted) this.store.claim(request(key))).claim();
                if (this.store.complete(claim, StoredResult.NONE, HOUR)) {
                    this.completed.add(key);
                    return true;
                }
            } catch (IdempotencyStoreException ex) {
                this.errors.incrementAndGet();
            }
            return false;
        }

        /** What was acknowledged as completed and is so no longer: it would run again. */
        List<String> lost() {
            // On a connection of its own: those who still wait for a replica that is gone hold the other one up.
            LettuceConnectionFactory fresh =
                    RedisConnections.lettuce(RedisSentinelFailoverTests.this.sentinel, Duration.ofSeconds(10));
            try {
                RedisIdempotencyStore newMaster = store(fresh, 0);
                return this.completed.stream()
                        .filter(key -> newMaster
                                .find(key)
                                .filter(found -> found.status() == RecordStatus.DONE)
                                .isEmpty())
                        .toList();
            } finally {
                fresh.destroy();
            }
        }
    }
}
