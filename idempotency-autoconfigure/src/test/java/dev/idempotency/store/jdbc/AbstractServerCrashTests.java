package dev.idempotency.store.jdbc;

import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredResult;
import dev.idempotency.testing.KillableServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** The server loses its process between claim and completion, and comes back. */
@Timeout(120)
abstract class AbstractServerCrashTests {

    private static final Duration TTL = Duration.ofHours(1);
    private static final long PATIENCE_MILLIS = 2000;

    private HikariDataSource pool;
    private JdbcIdempotencyStore store;

    abstract KillableServer server();

    /** A pool of a few connections, none of which is asked for in vain, to a fresh database with the tables. */
    abstract HikariDataSource openPool();

    /** What every pool of these tests is set to. */
    static void fewConnections(HikariDataSource settings) {
        settings.setMaximumPoolSize(4);
        settings.setConnectionTimeout(PATIENCE_MILLIS);
        // Nor does it ask for connections that nobody wants, and wait longer for each that it does not get.
        settings.setMinimumIdle(0);
    }

    @BeforeEach
    void open() {
        this.pool = openPool();
        this.store = new JdbcIdempotencyStore(this.pool, "idempotency_", null);
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

    @Test
    void aClaimOutlivesTheServersProcessAndItsHolderCompletes() {
        Claim claim = claimed("survives");

        server().kill();
        comeBack();

        assertThat(this.store.claim(request("survives")))
                .isInstanceOfSatisfying(
                        ClaimOutcome.Blocked.class,
                        blocked -> assertThat(blocked.record().owner()).isEqualTo(claim.owner()));
        assertThat(this.store.renew(List.of(claim))).isEmpty();
        assertThat(this.store.complete(claim, StoredResult.value(new byte[] {1}), TTL))
                .isTrue();
        assertThat(this.store.find("survives").orElseThrow().status()).isEqualTo(RecordStatus.DONE);
    }

    @Test
    void aHolderThatWasOvertakenAfterTheCrashIsRefused() {
        Claim stale = claimed("overtaken");

        server().kill();
        comeBack();

        assertThat(this.store.claim(request("overtaken")))
                .as("as long as the lease lasts")
                .isInstanceOf(ClaimOutcome.Blocked.class);
        new RecordAging(this.pool).passBlockedUntil("overtaken");
        Claim next = claimed("overtaken");
        assertThat(next.fencingToken()).isGreaterThan(stale.fencingToken());
        assertThat(next.attempt()).isEqualTo(2);
        assertThat(this.store.renew(List.of(stale))).containsExactly(stale);
        assertThat(this.store.complete(stale, StoredResult.NONE, TTL)).isFalse();
        assertThat(this.store.complete(next, StoredResult.NONE, TTL)).isTrue();
    }

    /** Up to the last one that was answered: what is only in the memory of the server goes with its process. */
    @Test
    void whatWasDoneIsStillDoneAndAnsweredWithItsResult() {
        List<String> keys =
                IntStream.range(0, 20).mapToObj(number -> "done-" + number).toList();
        StoredResult result = StoredResult.value(new byte[] {1, 2, 3});
        for (String key : keys) {
            assertThat(this.store.complete(claimed(key), result, TTL)).isTrue();
        }

        server().kill();
        comeBack();

        assertThat(keys)
                .allSatisfy(key -> assertThat(this.store.claim(request(key)))
                        .isInstanceOfSatisfying(ClaimOutcome.Blocked.class, blocked -> {
                            assertThat(blocked.record().status()).isEqualTo(RecordStatus.DONE);
                            assertThat(blocked.record().result()).isEqualTo(result);
                        }));
    }

    @Test
    void aServerThatIsGoneIsAnErrorAndNeitherADuplicateNorAGrant() {
        Claim claim = claimed("gone");

        server().kill();
        this.pool.setConnectionTimeout(500);

        assertThatItCannotBeReached("claim a key", () -> this.store.claim(request("gone")));
        assertThatItCannotBeReached("renew leases", () -> this.store.renew(List.of(claim)));
        assertThatItCannotBeReached("record a completion", () -> this.store.complete(claim, StoredResult.NONE, TTL));
        assertThatItCannotBeReached(
                "find out which database it is on", () -> new JdbcIdempotencyStore(this.pool, "idempotency_", null));

        this.pool.setConnectionTimeout(PATIENCE_MILLIS);
        comeBack();

        assertThat(this.store.complete(claim, StoredResult.NONE, TTL)).isTrue();
    }

    @Test
    void effectsAndCompletionThatWereNotCommittedAreGoneTogether() {
        new JdbcTemplate(this.pool).execute("create table effect (name varchar(100))");
        Claim claim = claimed("in-flight");

        assertThatException()
                .isThrownBy(() -> new TransactionTemplate(new JdbcTransactionManager(this.pool))
                        .executeWithoutResult(status -> {
                            new JdbcTemplate(this.pool).update("insert into effect values ('done')");
                            assertThat(this.store.complete(claim, StoredResult.NONE, TTL))
                                    .isTrue();
                            server().kill();
                        }));
        comeBack();

        assertThat(new JdbcTemplate(this.pool).queryForObject("select count(*) from effect", Integer.class))
                .isZero();
        assertThat(this.store.find("in-flight").orElseThrow().status()).isEqualTo(RecordStatus.RUNNING);
        assertThat(this.store.complete(claim, StoredResult.NONE, TTL)).isTrue();
    }

    /** Whoever reads it looks for the server, and not for somebody who holds a lock or a connection. */
    private static void assertThatItCannotBeReached(String operation, ThrowingCallable call) {
        assertThatExceptionOfType(IdempotencyStoreException.class)
                .isThrownBy(call)
                .withMessageContaining("could not " + operation)
                .withMessageContaining("the database cannot be reached");
    }

    final void comeBack() {
        server().restart();
        awaitConnection();
    }

    /** The pool has gone over to asking less and less often, and needs a moment to notice. */
    final void awaitConnection() {
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            try (Connection connection = this.pool.getConnection()) {
                return connection.isValid(1);
            }
        });
    }

    final Claim claimed(String key) {
        return ((ClaimOutcome.Granted) this.store.claim(request(key))).claim();
    }

    static ClaimRequest request(String key) {
        return new ClaimRequest(key, UUID.randomUUID(), Duration.ofMinutes(1), TTL, null);
    }
}
