package dev.idempotency.store.jdbc;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.Completion;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredRecord;
import dev.idempotency.store.StoredResult;
import dev.idempotency.store.jdbc.IdempotencySchemaInitializer.Mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The store on a file of H2 in mixed mode, on a pool without auto-commit, in the caller's transactions. */
@Timeout(60)
class H2TransactionTests {

    private static final Duration TTL = Duration.ofHours(1);

    @TempDir
    private Path directory;

    private HikariDataSource pool;
    private JdbcIdempotencyStore store;
    private TransactionTemplate transaction;

    @BeforeEach
    void open() {
        this.pool = new HikariDataSource();
        this.pool.setJdbcUrl("jdbc:h2:file:" + this.directory.resolve("data") + ";AUTO_SERVER=TRUE");
        this.pool.setAutoCommit(false);
        new IdempotencySchemaInitializer(this.pool, "idempotency_", null, Mode.EMBEDDED, null).initialize();
        this.store = new JdbcIdempotencyStore(this.pool, "idempotency_", null);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(this.pool));
    }

    @AfterEach
    void close() {
        this.pool.close();
    }

    @Test
    void completesWithTheTransactionAndTakesItBackWithIt() {
        Claim claim = claimed("joined");
        this.transaction.executeWithoutResult(status -> {
            assertThat(this.store.complete(claim, StoredResult.NONE, TTL)).isTrue();
            status.setRollbackOnly();
        });
        assertThat(statusOf("joined")).isEqualTo(RecordStatus.RUNNING);

        this.transaction.executeWithoutResult(status -> {
            assertThat(this.store.complete(claim, StoredResult.NONE, TTL)).isTrue();
            assertThat(statusOf("joined")).as("seen by others").isEqualTo(RecordStatus.RUNNING);
        });
        assertThat(statusOf("joined")).isEqualTo(RecordStatus.DONE);
    }

    @Test
    void completesABatchWithTheTransactionAndTakesItBackWithIt() {
        List<Completion> batch = Stream.of("batch-1", "batch-2")
                .map(key -> new Completion(claimed(key), StoredResult.NONE, TTL))
                .toList();
        this.transaction.executeWithoutResult(status -> {
            assertThat(this.store.completeAll(batch)).isEmpty();
            status.setRollbackOnly();
        });
        assertThat(statusOf("batch-1")).isEqualTo(RecordStatus.RUNNING);

        this.transaction.executeWithoutResult(
                status -> assertThat(this.store.completeAll(batch)).isEmpty());
        assertThat(statusOf("batch-1")).isEqualTo(RecordStatus.DONE);
        assertThat(statusOf("batch-2")).isEqualTo(RecordStatus.DONE);
    }

    @Test
    void countsTheTimeToLiveFromTheCompletionAndNotFromTheBeginningOfTheTransaction() {
        Claim claim = claimed("late");
        long begin = System.nanoTime();
        this.transaction.executeWithoutResult(status -> {
            new JdbcTemplate(this.pool).queryForObject("select current_timestamp", String.class);
            await().until(() -> System.nanoTime() - begin > 200_000_000L);
            assertThat(this.store.complete(claim, StoredResult.NONE, TTL)).isTrue();
        });

        StoredRecord record = this.store.find("late").orElseThrow();
        Instant endedAt = Objects.requireNonNull(record.endedAt());
        assertThat(Duration.between(record.startedAt(), endedAt)).isGreaterThanOrEqualTo(Duration.ofMillis(190));
        assertThat(record.expiresAt()).isEqualTo(endedAt.plus(TTL));
    }

    @Test
    void renewsAndPurgesAroundARowThatIsCompletingInAnOpenTransaction() {
        Claim completing = claimed("completing");
        Claim running = claimed("running");
        Claim gone = claimed("gone");
        this.store.release(gone, TTL);
        this.transaction.executeWithoutResult(status -> new RecordAging(this.pool).passExpiry("gone"));
        this.transaction.executeWithoutResult(status -> {
            this.store.complete(completing, StoredResult.NONE, TTL);

            assertThat(ThreadPerTask.supply(() -> this.store.renew(List.of(completing, gone, running)))
                            .orTimeout(10, TimeUnit.SECONDS)
                            .join())
                    .containsExactly(gone);
            assertThat(ThreadPerTask.supply(() -> this.store.purge(100))
                            .orTimeout(10, TimeUnit.SECONDS)
                            .join())
                    .isOne();
        });

        assertThat(statusOf("completing")).isEqualTo(RecordStatus.DONE);
    }

    @Test
    void sharesItsKeysWithAnotherClientOfTheSameFile() {
        Claim claim = claimed("shared");
        assertThat(this.store.complete(claim, StoredResult.value(new byte[] {1, 2}), TTL))
                .isTrue();
        try (HikariDataSource other = new HikariDataSource()) {
            other.setJdbcUrl(this.pool.getJdbcUrl() + ";OPEN_NEW=FALSE");
            JdbcIdempotencyStore otherStore = new JdbcIdempotencyStore(other, "idempotency_", null);

            assertThat(otherStore.claim(request("shared")))
                    .isInstanceOfSatisfying(
                            ClaimOutcome.Blocked.class,
                            blocked -> assertThat(blocked.record().result())
                                    .isEqualTo(StoredResult.value(new byte[] {1, 2})));
        }
    }

    private RecordStatus statusOf(String key) {
        return this.store.find(key).orElseThrow().status();
    }

    private Claim claimed(String key) {
        return ((ClaimOutcome.Granted) this.store.claim(request(key))).claim();
    }

    private static ClaimRequest request(String key) {
        return new ClaimRequest(key, UUID.randomUUID(), Duration.ofMinutes(1), TTL, null);
    }
}
