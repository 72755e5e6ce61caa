package dev.idempotency.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.Completion;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredResult;
import dev.idempotency.testing.Gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

/** At REPEATABLE READ, which is the default of MariaDB and MySQL. */
class MariaDbTransactionTests extends AbstractServerTransactionTests {

    private static final Duration TTL = Duration.ofHours(1);

    @Override
    HikariDataSource openPool() {
        return MariaDatabase.create().withTable().pool();
    }

    @Override
    String sleep() {
        return "select sleep(0.2)";
    }

    @Override
    String countOfWaiting() {
        return "select count(*) from information_schema.innodb_trx where trx_state = 'LOCK WAIT'";
    }

    @Test
    void completesInATransactionWhoseSnapshotIsOlderThanTheClaim() {
        transaction().executeWithoutResult(status -> {
            new JdbcTemplate(pool()).queryForObject("select count(*) from idempotency_record", Long.class);
            Claim one = claimed("one");
            Claim two = claimed("two");
            ThreadPerTask.run(() -> store().renew(List.of(one, two))).join();

            assertThat(store().complete(one, StoredResult.NONE, TTL)).isTrue();
            assertThat(store().completeAll(List.of(new Completion(two, StoredResult.NONE, TTL))))
                    .isEmpty();
        });

        assertThat(store().find("one").orElseThrow().status()).isEqualTo(RecordStatus.DONE);
        assertThat(store().find("two").orElseThrow().status()).isEqualTo(RecordStatus.DONE);
    }

    /** The default from MariaDB 11.8 on. */
    @Test
    void saysWhatToLookAtWhenARenewalCameBetweenATransactionWithASnapshotAndItsCompletion() {
        try (HikariDataSource strict = new HikariDataSource()) {
            strict.setJdbcUrl(pool().getJdbcUrl());
            strict.setUsername(pool().getUsername());
            strict.setPassword(pool().getPassword());
            strict.setConnectionInitSql("set innodb_snapshot_isolation = on");
            JdbcIdempotencyStore store = new JdbcIdempotencyStore(strict, "idempotency_", null);
            Claim claim = claimed("strict");

            assertThatExceptionOfType(IdempotencyStoreException.class)
                    .isThrownBy(() -> new TransactionTemplate(new JdbcTransactionManager(strict))
                            .executeWithoutResult(status -> {
                                new JdbcTemplate(strict)
                                        .queryForObject("select count(*) from idempotency_record", Long.class);
                                ThreadPerTask.run(() -> store.renew(List.of(claim)))
                                        .join();
                                store.complete(claim, StoredResult.NONE, TTL);
                            }))
                    .withMessageContaining("lease three times as long");
        }
    }

    @Test
    void answersDuplicatesWhileTheirOriginalIsCompletingInAnOpenTransaction() {
        Claim claim = claimed("completing");
        transaction().executeWithoutResult(status -> {
            store().complete(claim, StoredResult.NONE, TTL);

            assertThat(ThreadPerTask.supply(() -> store().claim(request("completing")))
                            .orTimeout(10, TimeUnit.SECONDS)
                            .join())
                    .isInstanceOf(ClaimOutcome.Blocked.class);
            assertThat(ThreadPerTask.supply(() -> store().claimAll(List.of(request("completing"), request("new"))))
                            .orTimeout(10, TimeUnit.SECONDS)
                            .join())
                    .element(1)
                    .isInstanceOf(ClaimOutcome.Granted.class);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRANSACTION_READ_COMMITTED", "TRANSACTION_REPEATABLE_READ", "TRANSACTION_SERIALIZABLE"})
    void answersAndWritesAtEveryIsolationOfThePool(String isolation) {
        try (HikariDataSource strict = new HikariDataSource()) {
            strict.setJdbcUrl(pool().getJdbcUrl());
            strict.setUsername(pool().getUsername());
            strict.setPassword(pool().getPassword());
            strict.setTransactionIsolation(isolation);
            JdbcIdempotencyStore store = new JdbcIdempotencyStore(strict, "idempotency_", null);
            Claim claim = ((ClaimOutcome.Granted) store.claim(request("isolated"))).claim();
            transaction().executeWithoutResult(status -> {
                store().complete(claim, StoredResult.NONE, TTL);

                assertThat(ThreadPerTask.supply(() -> store.claim(request("isolated")))
                                .orTimeout(10, TimeUnit.SECONDS)
                                .join())
                        .as("neither waits nor reads what is not committed")
                        .isInstanceOfSatisfying(
                                ClaimOutcome.Blocked.class,
                                blocked -> assertThat(blocked.record().status()).isEqualTo(RecordStatus.RUNNING));
                assertThat(ThreadPerTask.supply(() -> store.renew(List.of(claim)))
                                .orTimeout(10, TimeUnit.SECONDS)
                                .join())
                        .isEmpty();
                status.setRollbackOnly();
            });
        }
    }

    @Test
    void refusesAPoolThatReadsWhatIsNotCommitted() {
        try (HikariDataSource dirty = new HikariDataSource()) {
            dirty.setJdbcUrl(pool().getJdbcUrl());
            dirty.setUsername(pool().getUsername());
            dirty.setPassword(pool().getPassword());
            dirty.setTransactionIsolation("TRANSACTION_READ_UNCOMMITTED");

            assertThatExceptionOfType(IdempotencyStoreException.class)
                    .isThrownBy(() -> new JdbcIdempotencyStore(dirty, "idempotency_", null))
                    .withMessageContaining("READ UNCOMMITTED")
                    .withMessageContaining("idempotency.jdbc.data-source");
        }
    }

    /** At REPEATABLE READ, a purge would lock the gap behind what it has read: that is where the next record goes. */
    @Test
    void letsOthersClaimWhileAPurgeHasNotCommittedYet() {
        assertThat(store().complete(claimed("old"), StoredResult.NONE, TTL)).isTrue();
        new RecordAging(pool()).passExpiry("old");
        Gate commit = new Gate();
        JdbcIdempotencyStore purging = new JdbcIdempotencyStore(heldUpAt(commit), "idempotency_", null);
        CompletableFuture<Integer> purge = ThreadPerTask.supply(() -> purging.purge(100));
        await().until(() -> commit.reached() == 1);

        assertThat(ThreadPerTask.supply(() -> store().claim(request("new")))
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join())
                .isInstanceOf(ClaimOutcome.Granted.class);

        commit.open();
        assertThat(purge.join()).isOne();
    }

    private DataSource heldUpAt(Gate commit) {
        return new DelegatingDataSource(pool()) {

            @Override
            public Connection getConnection() throws SQLException {
                Connection connection = super.getConnection();
                return mock(Connection.class, invocation -> {
                    if (invocation.getMethod().getName().equals("commit")) {
                        commit.pass();
                    }
                    return invocation.getMethod().invoke(connection, invocation.getArguments());
                });
            }
        };
    }

    /** Where a list of most of the keys tempts the optimizer to read them all. */
    @Test
    void purgesRenewsAndCompletesMostOfASmallTableAroundALockedRow() {
        Claim locked = claimed("k-locked");
        List<Claim> others =
                IntStream.range(0, 20).mapToObj(i -> claimed("k-" + i)).toList();
        transaction().executeWithoutResult(status -> {
            store().complete(locked, StoredResult.NONE, TTL);

            ThreadPerTask.run(() -> {
                        assertThat(store().renew(others)).isEmpty();
                        assertThat(store().completeAll(others.stream()
                                        .map(claim -> new Completion(claim, StoredResult.NONE, TTL))
                                        .toList()))
                                .isEmpty();
                        others.forEach(claim -> new RecordAging(pool()).passExpiry(claim.key()));
                        assertThat(store().purge(100)).isEqualTo(20);
                    })
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
        });
    }

    @Test
    void triesAgainAfterALockWaitTimeoutAsLongAsThatIsShort() {
        Claim completing = claimed("locked");
        new RecordAging(pool()).passBlockedUntil("locked");
        try (HikariDataSource impatient = new HikariDataSource()) {
            impatient.setJdbcUrl(pool().getJdbcUrl());
            impatient.setUsername(pool().getUsername());
            impatient.setPassword(pool().getPassword());
            impatient.setConnectionInitSql("set innodb_lock_wait_timeout = 1");
            JdbcIdempotencyStore store = new JdbcIdempotencyStore(impatient, "idempotency_", null);
            long begin = System.nanoTime();
            transaction().executeWithoutResult(status -> {
                store().complete(completing, StoredResult.NONE, TTL);

                assertThatExceptionOfType(IdempotencyStoreException.class)
                        .isThrownBy(() -> store.claim(request("locked")))
                        .withMessageContaining("waited too long for a lock");
            });
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void completesWithoutAResultThatIsTooLargeForThePacketsOfTheServer() {
        StoredResult huge = StoredResult.value(new byte[20 << 20]);
        StoredResult small = StoredResult.value(new byte[10]);

        assertThat(store().complete(claimed("huge"), huge, TTL)).isTrue();
        assertThat(store().completeAll(List.of(
                        new Completion(claimed("huge, one of two"), huge, TTL),
                        new Completion(claimed("small"), small, TTL))))
                .isEmpty();

        for (String key : List.of("huge", "huge, one of two")) {
            assertThat(store().find(key).orElseThrow().status()).isEqualTo(RecordStatus.DONE);
            assertThat(store().find(key).orElseThrow().result()).isEqualTo(StoredResult.UNAVAILABLE);
        }
        assertThat(store().find("small").orElseThrow().result()).isEqualTo(small);
    }

    @Test
    void keepsAResultOfSomeMegabytesWhateverItsBytes() {
        byte[] worst = new byte[7 << 20];
        Arrays.fill(worst, (byte) '\'');
        StoredResult result = StoredResult.value(worst);

        assertThat(store().complete(claimed("quotes"), result, TTL)).isTrue();

        assertThat(store().find("quotes").orElseThrow().result()).isEqualTo(result);
    }

    private static ClaimRequest request(String key) {
        return new ClaimRequest(key, UUID.randomUUID(), Duration.ofMinutes(1), TTL, null);
    }
}
