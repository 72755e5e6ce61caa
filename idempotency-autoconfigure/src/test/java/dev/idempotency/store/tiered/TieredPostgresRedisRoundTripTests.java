package dev.idempotency.store.tiered;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.Completion;
import dev.idempotency.store.StoredResult;
import dev.idempotency.store.jdbc.JdbcIdempotencyStore;
import dev.idempotency.store.jdbc.PostgresDatabase;
import dev.idempotency.store.redis.RedisConnections;
import dev.idempotency.store.redis.RedisIdempotencyStore;
import dev.idempotency.testing.PostgresTestServer;
import dev.idempotency.testing.PostgresWireTap;
import dev.idempotency.testing.RedisTestServer;
import dev.idempotency.testing.RedisWireTap;

import static org.assertj.core.api.Assertions.assertThat;

/** What is sent to Redis and what to the database, counted on both wires, and what a transaction keeps from Redis. */
@Timeout(60)
class TieredPostgresRedisRoundTripTests {

    private static final Duration TTL = Duration.ofHours(1);

    private final PostgresDatabase database = PostgresDatabase.create().withTable();
    private final PostgresWireTap sql = new PostgresWireTap(PostgresTestServer.get());
    private RedisWireTap redis;
    private LettuceConnectionFactory connections;
    private HikariDataSource pool;
    private TieredIdempotencyStore store;
    private TransactionTemplate transaction;

    @BeforeEach
    void connect() throws IOException {
        // Hikari asks a connection for signs of life that was idle for longer than this.
        System.setProperty("com.zaxxer.hikari.aliveBypassWindowMs", "60000");
        this.pool = this.database.pool(settings -> {
            settings.setJdbcUrl(this.sql.url(this.database.name()));
            // A pool of more would open the others in the background.
            settings.setMaximumPoolSize(1);
        });
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(this.pool));
        this.redis = new RedisWireTap(RedisTestServer.shared());
        this.connections = RedisConnections.lettuce(this.redis.host(), this.redis.port());
        this.store = new TieredIdempotencyStore(
                new JdbcIdempotencyStore(this.pool, "idempotency_", null),
                RedisIdempotencyStore.gate(this.connections, "gate-" + UUID.randomUUID(), Duration.ofMinutes(10)),
                new TieredIdempotencyStore.Settings(Duration.ofSeconds(10), 50, Duration.ofSeconds(10)),
                state -> {});
        warmUp();
    }

    /** Scripts are loaded, connections opened, and statements prepared by the server after a few times. */
    private void warmUp() {
        for (int i = 0; i < 10; i++) {
            complete(granted("warm-" + i));
            this.store.completeAll(completions(this.store.claimAll(requests("warm-batch-" + i, 2))));
            this.store.forget("warm-" + i);
        }
        reset();
    }

    @AfterEach
    void disconnect() throws IOException {
        System.clearProperty("com.zaxxer.hikari.aliveBypassWindowMs");
        this.store.close();
        this.pool.close();
        this.connections.destroy();
        this.redis.close();
        this.sql.close();
    }

    @Test
    void aFirstExecutionAsksRedisClaimsAndCompletesInTheDatabaseAndTellsRedis() {
        Claim claim = granted("a");
        assertThat(this.redis.commands()).containsExactly("EVALSHA");
        assertThat(this.sql.roundTrips()).isOne();

        complete(claim);
        assertThat(this.redis.commands()).containsExactly("EVALSHA", "EVALSHA");
        assertThat(this.sql.roundTrips()).isEqualTo(2);
    }

    @Test
    void aDuplicateIsOneRoundTripToRedisAndNoneToTheDatabase() {
        complete(granted("a"));
        reset();

        for (int i = 1; i <= 20; i++) {
            blocked("a");
            assertThat(this.redis.commands()).hasSize(i).containsOnly("EVALSHA");
        }
        assertThat(this.sql.roundTrips()).isZero();
    }

    @Test
    void aDuplicateOfWhatIsRunningIsOneRoundTripToEach() {
        granted("a");
        reset();

        blocked("a");

        assertThat(this.redis.commands()).containsExactly("EVALSHA");
        assertThat(this.sql.roundTrips()).isOne();
    }

    @Test
    void manyKeysAreAskedForWithoutWaitingForAnAnswerAndInOneRoundTripToTheDatabase() {
        this.redis.holdAnswersUntilScripts(100);
        List<ClaimOutcome> outcomes = this.store.claimAll(requests("batch", 100));
        assertThat(this.redis.commands()).hasSize(100);
        assertThat(this.sql.roundTrips()).isOne();

        reset();
        this.redis.holdAnswersUntilScripts(100);
        assertThat(this.store.completeAll(completions(outcomes))).isEmpty();
        assertThat(this.redis.commands()).hasSize(100);
        assertThat(this.sql.roundTrips()).isOne();

        reset();
        this.redis.holdAnswersUntilScripts(100);
        assertThat(this.store.claimAll(requests("batch", 100))).allMatch(ClaimOutcome.Blocked.class::isInstance);
        assertThat(this.redis.commands()).hasSize(100);
        assertThat(this.sql.roundTrips()).isZero();
    }

    @Test
    void redisIsToldOfACompletionAfterTheCommit() {
        Claim claim = granted("a");
        reset();

        this.transaction.executeWithoutResult(status -> {
            complete(claim);
            assertThat(this.redis.commands()).isEmpty();
        });

        assertThat(this.redis.commands()).containsExactly("EVALSHA");
        this.sql.reset();
        blocked("a");
        assertThat(this.sql.roundTrips()).isZero();
    }

    @Test
    void redisIsNeverToldOfACompletionThatIsRolledBack() {
        Claim claim = granted("a");
        List<Completion> batch = completions(this.store.claimAll(requests("batch", 3)));
        reset();

        this.transaction.executeWithoutResult(status -> {
            complete(claim);
            assertThat(this.store.completeAll(batch)).isEmpty();
            status.setRollbackOnly();
        });

        assertThat(this.redis.commands()).isEmpty();
        this.store.release(claim, TTL);
        granted("a");
    }

    @Test
    void redisIsNeverToldOfACompletionThatIsTakenBackToASavepoint() {
        Claim nested = granted("nested");
        Claim savepoint = granted("savepoint");
        TransactionTemplate inner = new TransactionTemplate(
                Objects.requireNonNull(this.transaction.getTransactionManager()),
                new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_NESTED));
        reset();

        this.transaction.executeWithoutResult(outer -> inner.executeWithoutResult(status -> {
            complete(nested);
            status.setRollbackOnly();
        }));
        this.transaction.executeWithoutResult(status -> {
            Object before = status.createSavepoint();
            complete(savepoint);
            status.rollbackToSavepoint(before);
        });

        assertThat(this.redis.commands()).isEmpty();
        this.store.release(nested, TTL);
        this.store.release(savepoint, TTL);
        granted("nested");
        granted("savepoint");
    }

    @Test
    void forgettingTellsRedisBeforeAndAfterTheDatabase() {
        complete(granted("a"));
        reset();

        assertThat(this.store.forget("a")).isTrue();

        assertThat(this.redis.commands()).containsExactly("EVALSHA", "EVALSHA");
        assertThat(this.sql.roundTrips()).isOne();
    }

    private void reset() {
        this.redis.clear();
        this.sql.reset();
    }

    private Claim granted(String key) {
        ClaimOutcome outcome = this.store.claim(request(key));
        assertThat(outcome).isInstanceOf(ClaimOutcome.Granted.class);
        return ((ClaimOutcome.Granted) outcome).claim();
    }

    private void blocked(String key) {
        assertThat(this.store.claim(request(key))).isInstanceOf(ClaimOutcome.Blocked.class);
    }

    private void complete(Claim claim) {
        assertThat(this.store.complete(claim, StoredResult.value(new byte[100]), TTL))
                .isTrue();
    }

    private static List<Completion> completions(List<ClaimOutcome> outcomes) {
        return outcomes.stream()
                .map(outcome -> new Completion(((ClaimOutcome.Granted) outcome).claim(), StoredResult.NONE, TTL))
                .toList();
    }

    private static List<ClaimRequest> requests(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> request(name + "-" + i)).toList();
    }

    private static ClaimRequest request(String key) {
        return new ClaimRequest(key, UUID.randomUUID(), Duration.ofMinutes(1), TTL, null);
    }
}
