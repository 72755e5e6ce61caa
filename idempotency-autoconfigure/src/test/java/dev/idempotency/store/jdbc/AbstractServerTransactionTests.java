package dev.idempotency.store.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.Completion;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredRecord;
import dev.idempotency.store.StoredResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** The store on a server, in the caller's transactions. */
@Timeout(60)
abstract class AbstractServerTransactionTests {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration TTL = Duration.ofHours(1);

    private HikariDataSource pool;
    private JdbcIdempotencyStore store;
    private TransactionTemplate transaction;

    /** Connections to a fresh database with the tables. */
    abstract HikariDataSource openPool();

    /** Passes a fifth of a second in the server. */
    abstract String sleep();

    /** Counts those who wait for a lock. */
    abstract String countOfWaiting();

    @BeforeEach
    void open() {
        this.pool = openPool();
        this.store = new JdbcIdempotencyStore(this.pool, "idempotency_", null);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(this.pool));
    }

    @AfterEach
    void close() {
        this.pool.close();
    }

    final HikariDataSource pool() {
        return this.pool;
    }

    final JdbcIdempotencyStore store() {
        return this.store;
    }

    final TransactionTemplate transaction() {
        return this.transaction;
    }

    @Test
    void completesWithTheTransaction() {
        Claim claim = claimed("committed");
        this.transaction.executeWithoutResult(status -> {
            assertThat(this.store.joinsCurrentTransaction()).isTrue();
            assertThat(this.store.complete(claim, StoredResult.NONE, TTL)).isTrue();
            assertThat(statusOf("committed")).as("seen by others").isEqualTo(RecordStatus.RUNNING);
        });

        assertThat(statusOf("committed")).isEqualTo(RecordStatus.DONE);
    }

    @Test
    void takesTheCompletionBackWithTheTransaction() {
        Claim claim = claimed("rolled-back");
        this.transaction.executeWithoutResult(status -> {
            assertThat(this.store.complete(claim, StoredResult.NONE, TTL)).isTrue();
            status.setRollbackOnly();
        });

        assertThat(statusOf("rolled-back")).isEqualTo(RecordStatus.RUNNING);
        assertThat(this.store.release(claim, TTL)).isTrue();
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

        this.transaction.executeWithoutResult(status -> {
            assertThat(this.store.completeAll(batch)).isEmpty();
            assertThat(statusOf("batch-2")).as("seen by others").isEqualTo(RecordStatus.RUNNING);
        });
        assertThat(statusOf("batch-1")).isEqualTo(RecordStatus.DONE);
        assertThat(statusOf("batch-2")).isEqualTo(RecordStatus.DONE);
    }

    @Test
    void countsTheTimeToLiveFromTheCompletionAndNotFromTheBeginningOfTheTransaction() {
        Claim claim = claimed("late");
        this.transaction.executeWithoutResult(status -> {
            new JdbcTemplate(this.pool).execute(sleep());
            assertThat(this.store.complete(claim, StoredResult.NONE, TTL)).isTrue();
        });

        StoredRecord record = this.store.find("late").orElseThrow();
        Instant endedAt = Objects.requireNonNull(record.endedAt());
        assertThat(Duration.between(record.startedAt(), endedAt)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void claimsAndFailsOutsideTheCallersTransaction() {
        this.transaction.executeWithoutResult(status -> {
            Claim claim = claimed("independent");
            this.store.release(claim, TTL);
            claimed("independent");
            status.setRollbackOnly();
        });

        assertThat(this.store.find("independent").orElseThrow().attempt()).isEqualTo(2);
    }

    @Test
    void doesNotReadFromTheSnapshotOfTheCallersTransaction() {
        this.transaction.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.transaction.executeWithoutResult(status -> {
            new JdbcTemplate(this.pool).queryForObject("select count(*) from idempotency_record", Long.class);
            ThreadPerTask.run(() -> this.store.complete(claimed("newer"), StoredResult.NONE, TTL))
                    .join();

            assertThat(this.store.claim(request("newer"))).isInstanceOf(ClaimOutcome.Blocked.class);
            assertThat(statusOf("newer")).isEqualTo(RecordStatus.DONE);
        });
    }

    @Test
    void worksOnAPoolThatIsSerializableThroughout() throws Exception {
        try (HikariDataSource strict = new HikariDataSource()) {
            strict.setJdbcUrl(this.pool.getJdbcUrl());
            strict.setUsername(this.pool.getUsername());
            strict.setPassword(this.pool.getPassword());
            strict.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
            JdbcIdempotencyStore serializable = new JdbcIdempotencyStore(strict, "idempotency_", null);
            List<CompletableFuture<Integer>> callers = IntStream.range(0, 8)
                    .mapToObj(caller -> ThreadPerTask.supply(() -> {
                        int granted = 0;
                        for (int i = 0; i < 100; i++) {
                            if (serializable.claim(request("strict-" + i)) instanceof ClaimOutcome.Granted) {
                                granted++;
                            }
                        }
                        return granted;
                    }))
                    .toList();
            assertThat(callers.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(100);
        }
    }

    @Test
    void seesThroughATransactionAwareProxy() {
        JdbcIdempotencyStore proxied =
                new JdbcIdempotencyStore(new TransactionAwareDataSourceProxy(this.pool), "idempotency_", null);
        this.transaction.executeWithoutResult(status -> {
            assertThat(proxied.claim(request("proxied"))).isInstanceOf(ClaimOutcome.Granted.class);
            assertThat(proxied.joinsCurrentTransaction()).isTrue();
            status.setRollbackOnly();
        });

        assertThat(this.store.find("proxied")).isPresent();
    }

    @Test
    void joinsNoTransactionOfAnotherDataSource() {
        try (HikariDataSource other = openPool()) {
            new TransactionTemplate(new JdbcTransactionManager(other)).executeWithoutResult(status -> {
                assertThat(this.store.joinsCurrentTransaction()).isFalse();
                // From here on a connection to this DataSource is bound to the thread, but in no transaction.
                DataSourceUtils.getConnection(this.pool);
                assertThat(this.store.joinsCurrentTransaction()).isFalse();
                assertThat(this.store.complete(claimed("other"), StoredResult.NONE, TTL))
                        .isTrue();
                status.setRollbackOnly();
            });
        }

        assertThat(statusOf("other")).isEqualTo(RecordStatus.DONE);
    }

    @Test
    void renewsTheOthersWhileOneIsCompletingInAnOpenTransactionAndCallsNoneLost() {
        Claim completing = claimed("completing");
        Claim running = claimed("running");
        Claim gone = claimed("gone");
        this.store.release(gone, TTL);
        this.transaction.executeWithoutResult(status -> {
            this.store.complete(completing, StoredResult.NONE, TTL);

            assertThat(ThreadPerTask.supply(() -> this.store.renew(List.of(completing, gone, running)))
                            .orTimeout(10, TimeUnit.SECONDS)
                            .join())
                    .containsExactly(gone);
        });

        assertThat(this.store.renew(List.of(completing))).containsExactly(completing);
    }

    @Test
    void purgesAroundARowThatIsCompletingInAnOpenTransaction() {
        Claim completing = claimed("completing");
        Claim old = claimed("old");
        this.store.complete(old, StoredResult.NONE, TTL);
        new RecordAging(this.pool).passExpiry("old");
        new RecordAging(this.pool).passExpiry("completing");
        this.transaction.executeWithoutResult(status -> {
            assertThat(this.store.complete(completing, StoredResult.NONE, TTL)).isTrue();

            assertThat(ThreadPerTask.supply(() -> this.store.purge(100))
                            .orTimeout(10, TimeUnit.SECONDS)
                            .join())
                    .isOne();
        });

        assertThat(statusOf("completing")).isEqualTo(RecordStatus.DONE);
    }

    @Test
    void letsAClaimAfterTheLeaseWaitForACompletionInAnOpenTransactionAndAnswersWithIt() {
        Claim completing = claimed("overdue");
        new RecordAging(this.pool).passBlockedUntil("overdue");
        List<CompletableFuture<ClaimOutcome>> next = new ArrayList<>();
        this.transaction.executeWithoutResult(status -> {
            this.store.complete(completing, StoredResult.NONE, TTL);
            next.add(ThreadPerTask.supply(() -> this.store.claim(request("overdue"))));
            waitUntilSomebodyWaitsForALock();
        });

        assertThat(next.get(0).orTimeout(10, TimeUnit.SECONDS).join())
                .isInstanceOfSatisfying(
                        ClaimOutcome.Blocked.class,
                        blocked -> assertThat(blocked.record().status()).isEqualTo(RecordStatus.DONE));
    }

    private void waitUntilSomebodyWaitsForALock() {
        JdbcTemplate server = new JdbcTemplate(this.pool);
        await().until(
                        () -> ThreadPerTask.supply(() -> server.queryForObject(countOfWaiting(), Integer.class))
                                .join(),
                        count -> count > 0);
    }

    @Test
    void doesNotShowTheKeyWhenTheTableIsGone() {
        new JdbcTemplate(this.pool).execute("drop table idempotency_record");

        assertThatExceptionOfType(IdempotencyStoreException.class)
                .isThrownBy(() -> this.store.claim(request("secret-key")))
                .withMessageContaining("could not claim a key")
                .withMessageContaining("idempotency.jdbc")
                .satisfies(failure -> assertThat(failure).hasStackTraceContaining("idempotency_record"))
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("secret-key"));
    }

    @Test
    void takesARecordThatItDoesNotUnderstandForAnError() {
        claimed("odd");
        new JdbcTemplate(this.pool).update("update idempotency_record set status = '?'");

        assertThatExceptionOfType(IdempotencyStoreException.class).isThrownBy(() -> this.store.claim(request("odd")));
    }

    private RecordStatus statusOf(String key) {
        return this.store.find(key).orElseThrow().status();
    }

    final Claim claimed(String key) {
        return ((ClaimOutcome.Granted) this.store.claim(request(key))).claim();
    }

    private static ClaimRequest request(String key) {
        return new ClaimRequest(key, UUID.randomUUID(), LEASE, TTL, null);
    }
}
